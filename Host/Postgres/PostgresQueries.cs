using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>The queries. Each follows an index in its order.</summary>
internal static class PostgresQueries
{
    /// <summary>Parameters: map, row, column.</summary>
    public const string OneImage = "SELECT image FROM satellite.tiles WHERE map = $1 AND y = $2 AND x = $3";

    /// <summary>Parameter: map.</summary>
    public const string Version = "SELECT version FROM satellite.maps WHERE id = $1";

    /// <summary>The versions of all maps.</summary>
    public const string Versions = "SELECT id, version FROM satellite.maps";

    /// <summary>
    /// Parameters: map; version, row and column of the change to begin after; the last version to read; southernmost and northernmost row,
    /// first and last column; the most changes.
    /// </summary>
    public const string Changes = """
        SELECT y, x, image, version FROM satellite.tiles
        WHERE map = $1 AND (version, y, x) > ($2, $3, $4) AND version <= $5 AND y BETWEEN $6 AND $7 AND x BETWEEN $8 AND $9
        ORDER BY version, y, x LIMIT $10
        """;

    // Parameters of both: map; row and column to begin with; the last row; first and last column; the most images.
    private const string ByCells = """
        (SELECT y, x, image FROM satellite.tiles WHERE map = $1 AND y = $2 AND x BETWEEN $3 AND $6 ORDER BY y DESC, x)
        UNION ALL
        (SELECT y, x, image FROM satellite.tiles WHERE map = $1 AND y BETWEEN $4 AND $2 - 1 AND x BETWEEN $5 AND $6 ORDER BY y DESC, x)
        LIMIT $7
        """;

    private const string ByRows = """
        SELECT tile.y, tile.x, tile.image FROM (SELECT generate_series($2, $4, -1) AS y) AS line CROSS JOIN LATERAL (
          SELECT y, x, image FROM satellite.tiles
          WHERE map = $1 AND y = line.y AND x BETWEEN CASE WHEN line.y = $2 THEN $3 ELSE $5 END AND $6 ORDER BY x) AS tile
        LIMIT $7
        """;

    /// <summary>
    /// The query for an area. A wide area is one scan of the index that skips cells beside it; a narrow area is one search per row.
    /// </summary>
    public static string AreaOf(GridArea area, Grid grid) => area.Width >= grid.Width / 4 ? ByCells : ByRows;
}

/// <summary>Makes commands whose parameters are all whole numbers.</summary>
internal static class PostgresCommands
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<int> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (int parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parameter });
        }

        return command;
    }
}
