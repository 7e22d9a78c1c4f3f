using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>
/// A prepared statement whose parameters are numbers and whose blobs are read where SQLite has them: a command of ADO.NET
/// makes an array of each.
/// </summary>
internal sealed class TileStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _path;

    /// <exception cref="SqliteException">The database does not have what it speaks of.</exception>
    public TileStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        _path = connection.DataSource;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>Begins anew with these parameters.</summary>
    public void Bind(params ReadOnlySpan<int> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            Check(raw.sqlite3_bind_int(_statement, i + 1, parameters[i]));
        }
    }

    /// <summary>Sets a parameter, counted from 1, to a number that need not fit 32 bits.</summary>
    public void BindLong(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    /// <summary>Sets a parameter, counted from 1, to bytes.</summary>
    public void BindBlob(int parameter, ReadOnlySpan<byte> bytes) => Check(raw.sqlite3_bind_blob(_statement, parameter, bytes));

    /// <summary>Goes to the next row; false after the last.</summary>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    public bool Step()
    {
        int result = raw.sqlite3_step(_statement);
        return result switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw Failed(result),
        };
    }

    /// <summary>Lets go of the row and of what it locks. Blobs of it are gone then.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public long LongNumber(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Number(int column) => raw.sqlite3_column_int(_statement, column);

    /// <summary>A blob, good until the next step; empty when there is none.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Runs what has no rows that matter.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs it, whatever comes of it.</summary>
    public void TryRun()
    {
        _ = raw.sqlite3_step(_statement);
        Reset();
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failed(result);
        }
    }

    private MapReadException Failed(int result)
    {
        string message = raw.sqlite3_errmsg(_database).utf8_to_string();
        Reset();
        return new MapReadException($"the tile set '{_path}': SQLite says '{message}' (code {result})");
    }
}
