using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>Opens SQLite files.</summary>
internal static class TileDatabase
{
    // Said here, since SqliteConnection would look for it by name.
    static TileDatabase() => Batteries_V2.Init();

    /// <summary>How long a writer waits for another program to be done with the file.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Opens a file to be written, which need not be there.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
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

    /// <summary>Opens a file that is there, to be written beside readers.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection OpenToWrite(string path) =>
        Open(
            path,
            SqliteOpenMode.ReadWrite,
            string.Create(
                CultureInfo.InvariantCulture,
                $"PRAGMA mmap_size = 0; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216; "
                + $"PRAGMA busy_timeout = {Patience.TotalMilliseconds}"));

    /// <summary>Opens a file that is there, without writing to it ever.</summary>
    /// <remarks>
    /// No mmap, though it would read half again as fast: a file that is cut short under it, as cp does to the one it writes
    /// over, kills the process. The cache holds the index pages of a row of some 2,000 tiles, each of which is in another page
    /// where the index has columns together.
    /// </remarks>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path) =>
        Open(
            path,
            SqliteOpenMode.ReadOnly,
            "PRAGMA query_only = 1; PRAGMA mmap_size = 0; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; "
            + "PRAGMA busy_timeout = 2000");

    private static SqliteConnection Open(string path, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(path),
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
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
