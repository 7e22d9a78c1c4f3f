using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>How tiles are asked for, and which of it a file has an index for.</summary>
internal static class TileQueries
{
    /// <summary>One tile, by zoom level, column and row.</summary>
    public const string Tile = "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";

    /// <summary>Part of a row, by zoom level, row and the columns at its ends.</summary>
    public const string Row = "SELECT tile_column, tile_data FROM tiles WHERE zoom_level = ?1 AND tile_row = ?2 AND tile_column BETWEEN ?3 AND ?4 ORDER BY tile_column";

    /// <summary>What changed in an area after a change and up to a version, oldest first; versions are of files that images are stored in.</summary>
    public const string Changes = """
        SELECT v.version, v.tile_column, v.tile_row, t.tile_data FROM tile_versions v CROSS JOIN tiles t
        ON t.zoom_level = v.zoom_level AND t.tile_column = v.tile_column AND t.tile_row = v.tile_row
        WHERE v.zoom_level = ?1 AND (v.version, v.tile_column, v.tile_row) > (?8, ?2, ?3) AND v.version <= ?9
        AND v.tile_column BETWEEN ?4 AND ?5 AND v.tile_row BETWEEN ?6 AND ?7
        ORDER BY v.version, v.tile_column, v.tile_row
        """;

    /// <summary>Whether single tiles are found without going through all.</summary>
    public static bool FindsTiles(SqliteConnection connection) => !Plan(connection, Tile).Any(step => step.StartsWith("SCAN", StringComparison.Ordinal));

    /// <summary>Whether rows are found, and come from west to east, without going through more than the row.</summary>
    public static bool FindsRows(SqliteConnection connection)
    {
        IReadOnlyList<string> plan = Plan(connection, Row);
        return plan.Any(step => step.Contains("tile_row=? AND tile_column>", StringComparison.Ordinal)) && !plan.Any(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

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
