using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>
/// A prepared statement that takes numbers and reads blobs from SQLite's own memory. An ADO.NET command would copy each blob into a new
/// array.
/// </summary>
internal sealed class TileStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _path;

    /// <exception cref="SqliteException">The database does not have a table or column of the statement.</exception>
    public TileStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        _path = connection.DataSource;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>Restarts the statement with these parameters.</summary>
    public void Bind(params ReadOnlySpan<int> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            Check(raw.sqlite3_bind_int(_statement, i + 1, parameters[i]));
        }
    }

    /// <summary>Sets a parameter, counted from 1, to a 64-bit number or to none.</summary>
    public void BindLong(int parameter, long? value) => Check(value is { } number
        ? raw.sqlite3_bind_int64(_statement, parameter, number)
        : raw.sqlite3_bind_null(_statement, parameter));

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

    /// <summary>Releases the row and its lock. Its blobs are invalid after that.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public long LongNumber(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? LongNumberOrNull(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL ? null : LongNumber(column);

    public int Number(int column) => raw.sqlite3_column_int(_statement, column);

    /// <summary>Reads a column that may be anything; false unless it is a whole number of 32 bits.</summary>
    public bool TryNumber(int column, out int number)
    {
        double value = raw.sqlite3_column_type(_statement, column) is raw.SQLITE_INTEGER or raw.SQLITE_FLOAT
            ? raw.sqlite3_column_double(_statement, column)
            : double.NaN;
        bool isWhole = value >= int.MinValue && value <= int.MaxValue && Math.Floor(value) == value;
        number = isWhole ? (int)value : 0;
        return isWhole;
    }

    /// <summary>A blob, valid until the next step; empty if there is none.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Runs the statement to its end and ignores its rows.</summary>
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

    /// <summary>Runs the statement and ignores errors.</summary>
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
        return new MapReadException(
            $"the tile set '{_path}': SQLite says '{message}' (code {result})",
            new SqliteException(message, result));
    }
}
