using System.Globalization;
using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>
/// What a tile set needs to be written to: a unique index that finds a cell's tile, an index in stream order, and tables of our own for
/// versions, so <c>tiles</c> stays as MBTiles defines it.
/// </summary>
internal static class ArchiveSchema
{
    public const string StoreTile =
        "INSERT INTO tiles (zoom_level, tile_column, tile_row, tile_data) VALUES (?1, ?2, ?3, ?4) "
        + "ON CONFLICT (zoom_level, tile_column, tile_row) DO UPDATE SET tile_data = excluded.tile_data";
    public const string StoreVersion =
        "INSERT INTO tile_versions (zoom_level, tile_column, tile_row, version, taken) VALUES (?1, ?2, ?3, ?4, ?5) "
        + "ON CONFLICT (zoom_level, tile_column, tile_row) DO UPDATE SET version = excluded.version, taken = excluded.taken";
    public const string LastVersion = "SELECT version FROM tile_versions WHERE zoom_level = ?1 ORDER BY version DESC LIMIT 1";

    /// <summary>Opens a file for storing images.</summary>
    /// <exception cref="NotWritableException">Its folder cannot be written to.</exception>
    /// <exception cref="SqliteException">SQLite cannot do it now.</exception>
    public static SqliteConnection Open(string path)
    {
        try
        {
            return TileDatabase.OpenToWrite(path);
        }
        catch (SqliteException e) when (IsReadOnly(e))
        {
            // A file in the mode WAL needs its log at once.
            throw ReadOnlyFolder(e);
        }
    }

    /// <summary>Prepares a file for storing images.</summary>
    /// <param name="connection">The file, open for writing.</param>
    /// <param name="now">The version from which the file knows its changes, if it knows none yet.</param>
    /// <exception cref="NotWritableException">The file cannot be written to.</exception>
    /// <exception cref="SqliteException">SQLite cannot do it now: another program holds the file, or the disk is full.</exception>
    public static void Prepare(SqliteConnection connection, long now)
    {
        if (raw.sqlite3_db_readonly(connection.Handle, "main") != 0)
        {
            throw new NotWritableException("is a file that the server may not write to");
        }

        RefuseOtherTables(connection);
        UseLog(connection);
        Run(connection, "BEGIN IMMEDIATE");
        try
        {
            AddIndexes(connection);
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE IF NOT EXISTS tile_versions (
                    zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, version INTEGER NOT NULL, taken INTEGER,
                    PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;
                CREATE INDEX IF NOT EXISTS tile_versions_in_order ON tile_versions (zoom_level, version, tile_column, tile_row);
                CREATE TABLE IF NOT EXISTS tile_archive (since INTEGER NOT NULL);
                INSERT INTO tile_archive SELECT {now} WHERE NOT EXISTS (SELECT 1 FROM tile_archive);
                """));
            AddColumn(connection, "tile_versions", "taken");
            Run(connection, "COMMIT");
        }
        catch
        {
            Run(connection, "ROLLBACK");
            throw;
        }
    }

    /// <summary>Adds a column of numbers to a table of ours that was made when it had none.</summary>
    public static void AddColumn(SqliteConnection connection, string table, string column)
    {
        if (Scalar(connection, $"SELECT 1 FROM pragma_table_info('{table}') WHERE name = '{column}'") is null)
        {
            Run(connection, $"ALTER TABLE {table} ADD COLUMN {column} INTEGER");
        }
    }

    /// <summary>The version from which the file knows its changes.</summary>
    public static long ReadSince(SqliteConnection connection) => (long)Scalar(connection, "SELECT max(since) FROM tile_archive")!;

    /// <summary>The version of the last change of a zoom level; 0 if the file knows none.</summary>
    public static long ReadLastVersion(SqliteConnection connection, int zoom)
    {
        using var statement = new TileStatement(connection, LastVersion);
        statement.Bind(zoom);
        return statement.Step() ? statement.LongNumber(0) : 0;
    }

    /// <summary>Has the metadata say that the file has a zoom level.</summary>
    public static void WriteZoom(SqliteConnection connection, int zoom) => Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
        UPDATE metadata SET value = '{zoom}' WHERE name = 'minzoom' AND CAST(value AS INTEGER) > {zoom};
        UPDATE metadata SET value = '{zoom}' WHERE name = 'maxzoom' AND CAST(value AS INTEGER) < {zoom}
        """));

    /// <summary>Forgets the changes before a version.</summary>
    public static void WriteSince(SqliteConnection connection, long since) =>
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE tile_archive SET since = {since}"));

    private static bool IsReadOnly(SqliteException exception) =>
        exception.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM;

    private static NotWritableException ReadOnlyFolder(SqliteException exception) =>
        new($"lies in a folder that the server may not write to (SQLite says '{exception.Message}')", exception);

    private static void RefuseOtherTables(SqliteConnection connection)
    {
        if (Scalar(
            connection,
            "SELECT type FROM sqlite_master WHERE lower(name) = 'tiles' AND sql NOT LIKE 'CREATE VIRTUAL%'") is not "table")
        {
            throw new NotWritableException(
                "is a tile set whose tiles are a view of other tables; satcli get-area -o FILE.mbtiles makes one that can be written "
                + "from it");
        }

        if (TileNumbers.AreText(connection))
        {
            throw new NotWritableException(
                "is a tile set that keeps zoom levels, columns or rows as text; satcli get-area -o FILE.mbtiles makes one that can be "
                + "written from it");
        }

        const string Others = """
            SELECT name FROM pragma_table_xinfo('tiles')
            WHERE CASE WHEN lower(name) IN ('zoom_level', 'tile_column', 'tile_row', 'tile_data')
            THEN hidden <> 0 ELSE hidden = 0 AND "notnull" <> 0 AND dflt_value IS NULL END LIMIT 1
            """;
        if (Scalar(connection, Others) is { } column)
        {
            throw new NotWritableException($"is a tile set whose tiles have a column '{column}' that a new tile has no value for");
        }
    }

    // With a write-ahead log, readers go on while a transaction is written, and see all of it or nothing. FULL survives a power failure.
    private static void UseLog(SqliteConnection connection)
    {
        object? mode;
        try
        {
            mode = Scalar(connection, "PRAGMA journal_mode = WAL");
            Run(connection, "PRAGMA synchronous = FULL");
        }
        catch (SqliteException e) when (IsReadOnly(e))
        {
            throw ReadOnlyFolder(e);
        }

        if (mode is not "wal")
        {
            throw new NotWritableException(
                $"lies on a disk on which SQLite cannot keep a write-ahead log (its journal mode stays '{mode}')");
        }
    }

    private static void AddIndexes(SqliteConnection connection)
    {
        if (!IsEachCellOnce(connection))
        {
            try
            {
                Run(connection, "CREATE UNIQUE INDEX tile_archive_cells ON tiles (zoom_level, tile_row DESC, tile_column)");
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
            {
                throw new NotWritableException("is a tile set that has several tiles for one cell", e);
            }
        }

        if (!TileQueries.FindsRows(connection))
        {
            Run(connection, "CREATE INDEX IF NOT EXISTS tiles_in_order ON tiles (zoom_level, tile_row DESC, tile_column)");
        }
    }

    // SQLite accepts the statement only if a unique index covers its conflict columns.
    private static bool IsEachCellOnce(SqliteConnection connection)
    {
        try
        {
            new TileStatement(connection, StoreTile).Dispose();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql) => SqliteScript.Run(connection, sql);
}
