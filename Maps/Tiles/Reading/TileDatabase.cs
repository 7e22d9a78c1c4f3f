using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>Opens SQLite files.</summary>
internal static class TileDatabase
{
    // Called here, since SqliteConnection would look the method up by name.
    static TileDatabase() => Batteries_V2.Init();

    /// <summary>How long a writer waits for another program that holds the file.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Opens a file for writing, and makes it if it does not exist.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection Create(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(path),
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Opens an existing file for writing beside readers.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection OpenToWrite(string path) =>
        Open(
            Path.GetFullPath(path),
            SqliteOpenMode.ReadWrite,
            string.Create(
                CultureInfo.InvariantCulture,
                $"PRAGMA mmap_size = 0; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216; "
                + $"PRAGMA busy_timeout = {Patience.TotalMilliseconds}"));

    /// <summary>Opens an existing file, and never writes to it.</summary>
    /// <remarks>
    /// No mmap, though it would read half again as fast: truncating a mapped file, as cp over it does, kills the process. The cache holds
    /// the index pages of a row of some 2,000 tiles, each of which is on another page if the index keeps columns together.
    /// </remarks>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        const string Settings =
            "PRAGMA query_only = 1; PRAGMA mmap_size = 0; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; "
            + "PRAGMA busy_timeout = 2000";
        try
        {
            return Open(Path.GetFullPath(path), SqliteOpenMode.ReadOnly, Settings);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && HasEmptyLog(path))
        {
            // SQLite makes a log and its index even to read, and cannot in a folder that is read-only. Without changes in the log the file
            // is all there is, and nobody writes to it: a writer would have made a log.
            return Open($"file:{Uri.EscapeDataString(Path.GetFullPath(path))}?immutable=1", SqliteOpenMode.ReadOnly, Settings);
        }
    }

    private static bool HasEmptyLog(string path) =>
        TileSetFile.UsesLog(path) && new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 };

    private static SqliteConnection Open(string path, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        }.ConnectionString);
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = settings;
            command.ExecuteNonQuery();

            // The file is read for the first time here, and what prevents that becomes known.
            command.CommandText = "SELECT count(*) FROM sqlite_master";
            command.ExecuteScalar();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
