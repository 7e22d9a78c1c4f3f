using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>The queries. Each follows an index in its order.</summary>
internal static class PostgresQueries
{
    /// <summary>The database's time, in microseconds since 1970.</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /// <summary>The time before which a map forgets what was replaced; null if it keeps no older images.</summary>
    public const string Oldest = $"({Now} - (extract(epoch FROM maps.kept) * 1000000)::bigint)";

    /// <summary>
    /// What the table of maps says of older images: how long they are kept, in microseconds, and since when. Read as JSON, so that both are
    /// null in tables of the first version, which have no such columns.
    /// </summary>
    public const string HistoryColumns =
        "(extract(epoch FROM (to_jsonb(maps)->>'kept')::interval) * 1000000)::bigint, (to_jsonb(maps)->>'kept_since')::bigint";

    /// <summary>Parameter: map. Its version, and what it keeps.</summary>
    public const string State = $"SELECT version, {HistoryColumns} FROM satellite.maps WHERE id = $1";

    /// <summary>The same of all maps.</summary>
    public const string States = $"SELECT id, version, {HistoryColumns} FROM satellite.maps";

    /// <summary>
    /// Parameters: map; version, row and column of the change to begin after; the last version to read; southernmost and northernmost row,
    /// first and last column; the most changes.
    /// </summary>
    public const string Changes = """
        SELECT y, x, image, version FROM satellite.tiles
        WHERE map = $1 AND (version, y, x) > ($2, $3, $4) AND version <= $5 AND y BETWEEN $6 AND $7 AND x BETWEEN $8 AND $9
        ORDER BY version, y, x LIMIT $10
        """;

    /// <summary>Parameters: map, row, column. All that is kept, by the times of the images, the current first.</summary>
    public const string ImagesOfCell = """
        SELECT version, taken, octet_length(image) FROM satellite.tiles WHERE map = $1 AND y = $2 AND x = $3
        UNION ALL
        (SELECT version, taken, octet_length(image) FROM satellite.older WHERE map = $1 AND y = $2 AND x = $3
        ORDER BY coalesce(taken, version) DESC)
        """;

    private static readonly (string Now, string Then) Images = (OneImageOf(Image), OneImageOf(ImageAt("$4")));
    private static readonly (string Now, string Then) Scans = (ByCells(Image), ByCells(ImageAt("$8")));
    private static readonly (string Now, string Then) Searches = (ByRows(Image), ByRows(ImageAt("$8")));

    private const string Image = "tiles.image";

    /// <summary>Parameters: map, row, column; the time, if it is not now.</summary>
    public static string OneImage(bool isNow) => isNow ? Images.Now : Images.Then;

    /// <summary>
    /// The query for an area. A wide area is one scan of the index that skips cells beside it; a narrow area is one search per row. Cells
    /// that have an image now and had none then come with null, so that no page has to go through many of them.
    /// <para>
    /// Parameters: map; row and column to begin with; the last row; first and last column; the most cells; the time, if it is not now.
    /// </para>
    /// </summary>
    public static string AreaOf(GridArea area, Grid grid, bool isNow)
    {
        (string now, string then) = area.Width >= grid.Width / 4 ? Scans : Searches;
        return isNow ? now : then;
    }

    private static string OneImageOf(string image) => $"SELECT {image} FROM satellite.tiles WHERE map = $1 AND y = $2 AND x = $3";

    private static string ByCells(string image) => $"""
        (SELECT y, x, {image} FROM satellite.tiles WHERE map = $1 AND y = $2 AND x BETWEEN $3 AND $6 ORDER BY y DESC, x)
        UNION ALL
        (SELECT y, x, {image} FROM satellite.tiles WHERE map = $1 AND y BETWEEN $4 AND $2 - 1 AND x BETWEEN $5 AND $6 ORDER BY y DESC, x)
        LIMIT $7
        """;

    private static string ByRows(string image) => $"""
        SELECT tile.y, tile.x, tile.image FROM (SELECT generate_series($2, $4, -1) AS y) AS line CROSS JOIN LATERAL (
          SELECT y, x, {image} FROM satellite.tiles
          WHERE map = $1 AND y = line.y AND x BETWEEN CASE WHEN line.y = $2 THEN $3 ELSE $5 END AND $6 ORDER BY x) AS tile
        LIMIT $7
        """;

    // The cell's latest image up to a time.
    private static string ImageAt(string time) => $"""
        CASE WHEN coalesce(tiles.taken, tiles.version) <= {time} THEN tiles.image ELSE (
          SELECT older.image FROM satellite.older
          WHERE older.map = $1 AND older.y = tiles.y AND older.x = tiles.x AND coalesce(older.taken, older.version) <= {time}
          ORDER BY coalesce(older.taken, older.version) DESC LIMIT 1) END AS image
        """;
}

/// <summary>Makes commands whose parameters are whole numbers, the last of them perhaps a time.</summary>
internal static class PostgresCommands
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<int> parameters) =>
        connection.Command(sql, time: null, parameters);

    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, long? time, params ReadOnlySpan<int> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (int parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parameter });
        }

        if (time is { } last)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last });
        }

        return command;
    }
}
