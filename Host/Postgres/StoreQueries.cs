namespace CodeFirstSatellite.Host.Postgres;

/// <summary>
/// The statements of a transaction that stores images. Parameters of those that get images: map; rows, columns and images of cells, each
/// cell once; when each image was taken, or null.
/// </summary>
internal static class StoreQueries
{
    /// <summary>The channel of notifications: the map's id and its version, or the id and "since" when only that has changed.</summary>
    public const string Channel = "satellite";

    /// <summary>Locks the map's row until the commit. Its first column is the map's version.</summary>
    public const string LockFirst = "SELECT version FROM satellite.maps WHERE id = $1 FOR NO KEY UPDATE";

    /// <summary>The same, and tells the trigger of the table of tiles which older images the map keeps.</summary>
    public const string Lock = $"""
        SELECT version, set_config('satellite.history', coalesce({PostgresQueries.Oldest}::text, 'off'), true)
        FROM satellite.maps WHERE id = $1 FOR NO KEY UPDATE
        """;

    /// <summary>Stores images in tables of the first version, which have no older images and no times.</summary>
    public static readonly string StoreFirst = StoreIn(isFirst: true);

    /// <summary>
    /// Stores images. One that was taken before its cell's image is left to <see cref="Late"/>. An image that the cell already has is no
    /// change. Without a change there is no new version and no notification; else its row has the version.
    /// </summary>
    public static readonly string Store = StoreIn(isFirst: false);

    /// <summary>
    /// Comes before <see cref="Store"/> where it is told when images were taken. Finds those that were taken before their cell's image;
    /// their cells are its rows. A map that keeps older images gets them at their place, unless the cell had the same image then. A row of
    /// nulls means nothing.
    /// </summary>
    /// <remarks>Images are looked up one by one, so each search follows an index whatever the statistics say.</remarks>
    public const string Late = $"""
        WITH late AS (
          SELECT given.*, present.time AS until FROM ({Given}) AS given CROSS JOIN LATERAL (
            SELECT coalesce(taken, version) AS time FROM satellite.tiles WHERE map = $1 AND y = given.y AND x = given.x LIMIT 1) AS present
          WHERE given.taken < present.time),
        kept AS (
          SELECT late.y, late.x, late.image, late.taken, {Next} AS version, coalesce(after.time, late.until) AS until, before.ctid AS before
          FROM satellite.maps CROSS JOIN late
          LEFT JOIN LATERAL (
            SELECT ctid, until, image FROM satellite.older
            WHERE map = $1 AND y = late.y AND x = late.x AND coalesce(taken, version) <= late.taken
            ORDER BY coalesce(taken, version) DESC LIMIT 1) AS before ON true
          LEFT JOIN LATERAL (
            SELECT coalesce(taken, version) AS time FROM satellite.older
            WHERE map = $1 AND y = late.y AND x = late.x AND coalesce(taken, version) > late.taken
            ORDER BY coalesce(taken, version) LIMIT 1) AS after ON true
          WHERE maps.id = $1 AND coalesce(after.time, late.until) >= {PostgresQueries.Oldest}
          AND (before.until > late.taken AND before.image = late.image) IS NOT TRUE),
        ended AS (
          UPDATE satellite.older SET until = kept.taken FROM kept
          WHERE older.ctid = kept.before AND older.until > kept.taken AND coalesce(older.taken, older.version) < kept.taken),
        added AS (
          INSERT INTO satellite.older (map, y, x, version, taken, until, image)
          SELECT $1, y, x, version, taken, until, image FROM kept
          ON CONFLICT (map, y, x, coalesce(taken, version))
          DO UPDATE SET version = excluded.version, taken = excluded.taken, image = excluded.image
          RETURNING taken),
        earlier AS (
          UPDATE satellite.maps SET kept_since = greatest(first.taken, {PostgresQueries.Oldest})
          FROM (SELECT min(taken) AS taken FROM added) AS first
          WHERE id = $1 AND kept_since > greatest(first.taken, {PostgresQueries.Oldest}) AND first.taken IS NOT NULL
          RETURNING id)
        SELECT y, x, NULL::text FROM late
        UNION ALL SELECT NULL, NULL, pg_notify('{Channel}', id || ' since')::text FROM earlier
        """;

    /// <summary>
    /// Forgets some of the images that were replaced too long ago. Parameters: map; the most images.
    /// </summary>
    public const string Forget = $"""
        DELETE FROM satellite.older WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM satellite.older WHERE map = $1 AND until < (SELECT {PostgresQueries.Oldest} FROM satellite.maps WHERE id = $1)
          ORDER BY until LIMIT $2))
        """;

    private const string Given =
        "SELECT * FROM unnest($2::int[], $3::int[], $4::bytea[], $5::bigint[]) AS given (y, x, image, taken)";

    private const string Next = $"greatest(maps.version + 1, {PostgresQueries.Now})";

    // A client's clock may be ahead. No image has a time after its version: a watch that goes on from a time relies on it.
    private static string StoreIn(bool isFirst)
    {
        (string column, string value, string assignment, string condition, string beginning) = isFirst ? ("", "", "", "", "") : (
            ", taken",
            ", CASE WHEN given.taken < next.version THEN given.taken END",
            ", taken = excluded.taken",
            " AND coalesce(old.taken, old.version) <= coalesce(excluded.taken, excluded.version)",
            ", kept_since = CASE WHEN kept IS NOT NULL "
                + $"THEN least(kept_since, greatest((SELECT min(time) FROM stored), {PostgresQueries.Oldest})) END");
        return $"""
            WITH next AS (SELECT {Next} AS version FROM satellite.maps WHERE id = $1),
            stored AS (
              INSERT INTO satellite.tiles AS old (map, y, x, version, image{column})
              SELECT $1, given.y, given.x, next.version, given.image{value} FROM ({Given}) AS given, next
              ON CONFLICT (map, y, x) DO UPDATE SET image = excluded.image, version = excluded.version{assignment}
              WHERE old.image <> excluded.image{condition}
              RETURNING {(isFirst ? "version" : "coalesce(taken, version)")} AS time),
            changed AS (
              UPDATE satellite.maps SET version = next.version{beginning} FROM next WHERE id = $1 AND EXISTS (SELECT FROM stored)
              RETURNING maps.version)
            SELECT version, pg_notify('{Channel}', $1 || ' ' || version) FROM changed
            """;
    }
}
