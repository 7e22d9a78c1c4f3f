using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>
/// The SQL for tiles, and which of it a file has an index for. An area becomes a query for each of its rows (<see cref="Row"/>) or cells
/// (<see cref="Tile"/>, <see cref="TileAt"/>), as its walk decides.
/// </summary>
internal static class TileQueries
{
    /// <summary>One tile, by zoom level, column and row.</summary>
    public const string Tile = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";

    /// <summary>Part of a row, by zoom level, row, first and last column.</summary>
    public const string Row =
        "SELECT tile_column, tile_data FROM tiles WHERE zoom_level = ?1 AND tile_row = ?2 AND tile_column BETWEEN ?3 AND ?4 "
        + "ORDER BY tile_column";

    /// <summary>Tiles (t) with what is known of their storing (v). Only files that images are stored in have it.</summary>
    public const string TilesWithVersions =
        "FROM tiles t LEFT JOIN tile_versions v ON v.zoom_level = t.zoom_level AND v.tile_column = t.tile_column "
        + "AND v.tile_row = t.tile_row";

    /// <summary>
    /// A tile's time: when it was taken, or else stored. Images that were in the file before it kept versions have been there for ever.
    /// </summary>
    public const string Time = "coalesce(v.taken, v.version, 0)";

    /// <summary>The time of a cell's tile, by zoom level, column and row; nothing if it has none.</summary>
    public const string TimeOfTile =
        $"SELECT {Time} {TilesWithVersions} WHERE t.zoom_level = ?1 AND t.tile_column = ?2 AND t.tile_row = ?3 "
        + "AND length(t.tile_data) > 0";

    /// <summary>The tile that a cell had at a time (?5). Only files that keep older images have it.</summary>
    public const string TileThen =
        $"SELECT {ImageThen} {TilesWithVersions} WHERE t.zoom_level = ?1 AND t.tile_column = ?2 AND t.tile_row = ?3";

    /// <summary>What a part of a row had at a time (?5); null for a cell that had no image.</summary>
    public const string RowThen =
        $"SELECT t.tile_column, {ImageThen} {TilesWithVersions} WHERE t.zoom_level = ?1 AND t.tile_row = ?2 "
        + "AND t.tile_column BETWEEN ?3 AND ?4 ORDER BY t.tile_column";

    /// <summary>A cell's images, the latest first: the version of each, when it was taken, its length, and its time.</summary>
    public const string Versions = $"""
        SELECT coalesce(v.version, 0), v.taken, length(t.tile_data), {Time} {TilesWithVersions}
        WHERE t.zoom_level = ?1 AND t.tile_column = ?2 AND t.tile_row = ?3
        UNION ALL SELECT coalesce(version, since), iif(version IS NULL, NULL, since), length(tile_data), since
        FROM tile_history WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3
        ORDER BY 4 DESC
        """;

    private const string OlderImage =
        "SELECT h.tile_data FROM tile_history h WHERE h.zoom_level = t.zoom_level AND h.tile_row = t.tile_row "
        + "AND h.tile_column = t.tile_column AND h.until >";

    private const string ImageThen =
        $"CASE WHEN {Time} <= ?5 THEN t.tile_data ELSE ({OlderImage} ?5 AND h.since <= ?5 ORDER BY h.until LIMIT 1) END";

    /// <summary>The rowids of all non-empty tiles of a zoom level. It does not read images.</summary>
    public const string Rowids = "SELECT tile_column, tile_row, _rowid_ FROM tiles WHERE zoom_level = ?1 AND length(tile_data) > 0";

    /// <summary>The tile with a rowid, if it still has this zoom level, column and row.</summary>
    public const string TileAt =
        "SELECT tile_data FROM tiles WHERE _rowid_ = ?4 AND zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";

    /// <summary>The lowest zoom level at or above another.</summary>
    public const string NextZoom = "SELECT zoom_level FROM tiles WHERE zoom_level >= ?1 ORDER BY zoom_level LIMIT 1";

    /// <summary>
    /// The changes in an area after a change and up to a version, oldest first. Only files that images are stored in have them.
    /// </summary>
    public const string Changes = """
        SELECT v.version, v.tile_column, v.tile_row, t.tile_data FROM tile_versions v CROSS JOIN tiles t
        ON t.zoom_level = v.zoom_level AND t.tile_column = v.tile_column AND t.tile_row = v.tile_row
        WHERE v.zoom_level = ?1 AND (v.version, v.tile_column, v.tile_row) > (?8, ?2, ?3) AND v.version <= ?9
        AND v.tile_column BETWEEN ?4 AND ?5 AND v.tile_row BETWEEN ?6 AND ?7
        ORDER BY v.version, v.tile_column, v.tile_row
        """;

    /// <summary>Whether a tile is found without a full scan.</summary>
    public static bool FindsTiles(SqliteConnection connection) => !GoesThroughAll(connection, Tile);

    /// <summary>Whether the next zoom level is found without a full scan.</summary>
    public static bool FindsZooms(SqliteConnection connection) => !GoesThroughAll(connection, NextZoom);

    /// <summary>Whether tiles have rowids. Those of views and of tables WITHOUT ROWID have none.</summary>
    public static bool FindsRowids(SqliteConnection connection)
    {
        try
        {
            return Plan(connection, TileAt).Any(step => step.Contains("USING INTEGER PRIMARY KEY (rowid=?)", StringComparison.Ordinal));
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Whether an index gives the tiles of a row from west to east, so that only the row is read.</summary>
    public static bool FindsRows(SqliteConnection connection)
    {
        IReadOnlyList<string> plan = Plan(connection, Row);
        return plan.Any(step => step.Contains("tile_row=? AND tile_column>", StringComparison.Ordinal))
            && !plan.Any(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private static bool GoesThroughAll(SqliteConnection connection, string query) =>
        Plan(connection, query).Any(step => step.StartsWith("SCAN", StringComparison.Ordinal));

    private static List<string> Plan(SqliteConnection connection, string query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + query;
        for (int i = 1; i <= 4; i++)
        {
            if (query.Contains($"?{i}", StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue($"?{i}", 0);
            }
        }

        const int Detail = 3;
        var steps = new List<string>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            steps.Add(reader.GetString(Detail));
        }

        return steps;
    }
}
