using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Opens a tile set in an MBTiles file (https://github.com/mapbox/mbtiles-spec), or says what is wrong with it: an SQLite database of
/// images by zoom level, column and row; rows count from the south.
/// </summary>
internal static class TileSetOpening
{
    /// <summary>A set of up to this size, in bytes, is read into memory.</summary>
    public const int MemoryLimit = 32 * 1024 * 1024;

    private const string Expected = "expected a table or view 'tiles' with zoom_level, tile_column, tile_row and tile_data";

    /// <param name="path">The file.</param>
    /// <param name="zoom">The zoom level; null for the highest.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a tile set, or incomplete.</exception>
    public static TileVersion Open(string path, int? zoom) => Explain(path, () =>
    {
        while (true)
        {
            string target = FileTarget.Of(path);
            TileSetFile.Check(target);
            string identity = TileSetFile.IdentityOf(path)
                ?? throw new FileNotFoundException($"the file '{path}' was taken away while it was opened", path);
            TileVersion version = OpenWhole(target, zoom, identity);

            // If the file was replaced meanwhile, some connections may have the old file and some the new one.
            if (TileSetFile.IdentityOf(path) == identity)
            {
                return version;
            }

            version.Release();
        }
    });

    /// <summary>Opens a file in any way, and adds to SQLite's errors what to do.</summary>
    /// <exception cref="MapFormatException">SQLite cannot open the file.</exception>
    public static TResult Explain<TResult>(string path, Func<TResult> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException e)
        {
            throw new MapFormatException(Explain(path, e), e);
        }
        catch (MapReadException e)
        {
            throw new MapFormatException(e.InnerException is SqliteException cause ? Explain(path, cause) : e.Message, e);
        }
    }

    private static string Explain(string path, SqliteException e)
    {
        string target = FileTarget.Of(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        return e.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                $"another program has locked it and did not let go of it in time; end that program's transaction, and try again "
                + $"(fuser '{target}' names the program)",
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY when TileSetFile.UsesLog(target) =>
                $"it has a write-ahead log (WAL) with changes that are not in the file itself, and SQLite may not write in '{folder}' to "
                + $"read both; where that is possible, make it one file: sqlite3 FILE 'PRAGMA journal_mode = DELETE'",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
                $"it is damaged, or encrypted: SQLite says '{e.Message}'; sqlite3 '{target}' 'PRAGMA integrity_check' says where",
            _ => $"SQLite says '{e.Message}'",
        };
    }

    private static TileVersion OpenWhole(string path, int? zoom, string identity)
    {
        using SqliteConnection connection = TileDatabase.Open(path);
        RefuseWithoutTiles(connection);
        bool isSmall = new FileInfo(path).Length <= MemoryLimit;
        bool isText = TileNumbers.AreText(connection);
        if (isText)
        {
            TileNumbers.ReadAsNumbers(connection);
        }

        bool findsRows = TileQueries.FindsRows(connection);
        bool needsRowids = !isSmall && !TileQueries.FindsTiles(connection);
        if (needsRowids && !TileQueries.FindsRowids(connection))
        {
            throw new MapFormatException(isText
                ? $"its zoom levels, columns or rows are text, tiles is a view or a table WITHOUT ROWID, and it is too large "
                + $"({new FileInfo(path).Length:N0} bytes) to be held in memory instead; copy them into a table with INTEGER columns"
                : $"it has no index to find a tile by, tiles is a view or a table WITHOUT ROWID, "
                + $"and it is too large ({new FileInfo(path).Length:N0} bytes) to be held in memory instead; "
                + $"add one (if tiles is a view, to the tables behind it): sqlite3 '{path}' 'CREATE UNIQUE INDEX tile_index ON tiles "
                + $"(zoom_level, tile_row DESC, tile_column)'");
        }

        TileSetDescription description = Describe(
            connection,
            zoom,
            identity,
            mayBeEmpty: false) with { Version = FileVersion.Of(path, path + "-wal") };
        TileVersion? inMemory = isSmall ? TilesInMemory.Load(connection, description, MemoryLimit) : null;
        return inMemory ?? TilesOnDisk.Open(
            path,
            description,
            findsRows,
            isText,
            needsRowids ? TileRowids.Read(connection, description.Grid, description.Zoom) : null);
    }

    /// <param name="connection">The file.</param>
    /// <param name="zoom">The zoom level; null for the highest.</param>
    /// <param name="identity">Tells the file from others of the same name.</param>
    /// <param name="mayBeEmpty">Whether a set without tiles is accepted, if its metadata says its zoom level.</param>
    /// <param name="mayLackLevel">Whether a zoom level without tiles is accepted.</param>
    /// <exception cref="MapFormatException">The file is not a tile set that can be served.</exception>
    public static TileSetDescription Describe(
        SqliteConnection connection, int? zoom, string identity, bool mayBeEmpty, bool mayLackLevel = false)
    {
        var metadata = new TileSetMetadata(ReadMetadata(connection));
        List<int> zooms = ReadZooms(connection);
        if (zooms.Count == 0 && mayBeEmpty && metadata.HighestZoom is { } highest)
        {
            zooms.Add(highest);
        }

        if (zooms.Count == 0)
        {
            throw new MapFormatException("it has no tiles");
        }

        int served = zoom ?? zooms[^1];
        if (!zooms.Contains(served) && !(mayLackLevel && metadata.MayGet(served)))
        {
            throw new MapFormatException($"it has no tiles of zoom level {served}; it has those of {string.Join(", ", zooms)}");
        }

        MapDetails details = metadata.DetailsOf(served, [.. zooms.Where(metadata.HasGridOf)]);
        byte[] image = AnyImage(connection, served);
        if (image.Length == 0 && !mayBeEmpty)
        {
            throw new MapFormatException(
                $"all its tiles of zoom level {served} are empty; the file has rows for the levels {string.Join(", ", zooms)}");
        }

        return new TileSetDescription(identity, metadata.GridOf(served), metadata.ContentTypeOf(image), details);
    }

    /// <exception cref="MapFormatException">The database is not a tile set.</exception>
    public static void RefuseWithoutTiles(SqliteConnection connection)
    {
        var found = new List<string>();
        using (SqliteCommand command = Command(connection, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"))
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                found.Add(reader.GetString(0));
            }
        }

        if (!found.Contains("tiles", StringComparer.OrdinalIgnoreCase))
        {
            throw new MapFormatException($"{Expected}, found {(found.Count == 0 ? "no table at all" : string.Join(", ", found.Take(10)))}");
        }

        try
        {
            using var statement = new TileStatement(connection, "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles LIMIT 0");
        }
        catch (SqliteException e)
        {
            throw new MapFormatException($"{Expected}; SQLite says '{e.Message}'", e);
        }
    }

    // Names and values may be missing, or of any type.
    private static Dictionary<string, string> ReadMetadata(SqliteConnection connection)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using SqliteCommand exists = Command(
            connection,
            "SELECT count(*) FROM pragma_table_xinfo('metadata') WHERE name IN ('name', 'value')");
        if ((long)exists.ExecuteScalar()! < 2)
        {
            return values;
        }

        using SqliteCommand command = Command(
            connection,
            "SELECT CAST(name AS TEXT), CAST(value AS TEXT) FROM metadata WHERE name IS NOT NULL AND value IS NOT NULL");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            values.TryAdd(reader.GetString(0), reader.GetString(1));
        }

        return values;
    }

    // Level by level if an index gives the next: a query for all at once scans all tiles.
    private static List<int> ReadZooms(SqliteConnection connection)
    {
        var zooms = new List<int>();
        if (!TileQueries.FindsZooms(connection))
        {
            using var all = new TileStatement(
                connection,
                "SELECT DISTINCT zoom_level FROM tiles WHERE zoom_level >= 0 ORDER BY zoom_level");
            while (all.Step())
            {
                if (all.TryNumber(0, out int zoom))
                {
                    zooms.Add(zoom);
                }
            }

            return zooms;
        }

        using var next = new TileStatement(connection, TileQueries.NextZoom);
        for (int from = 0; ; from++)
        {
            next.Bind(from);
            // Text sorts after all numbers.
            bool found = next.Step() && next.TryNumber(0, out from);
            next.Reset();
            if (!found)
            {
                return zooms;
            }

            zooms.Add(from);
        }
    }

    private static byte[] AnyImage(SqliteConnection connection, int zoom)
    {
        using var any = new TileStatement(
            connection,
            "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND length(tile_data) > 0 LIMIT 1");
        any.Bind(zoom);
        return any.Step() ? any.Blob(0).ToArray() : [];
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
