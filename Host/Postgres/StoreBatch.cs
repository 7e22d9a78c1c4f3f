using CodeFirstSatellite.Maps;
using Npgsql;
using NpgsqlTypes;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>
/// The images of one transaction. Its first statement locks the map's row until the commit, so the versions of all Hosts have the order of
/// their commits: whoever has read a version has read all before it.
/// </summary>
internal sealed class StoreBatch
{
    public const string Channel = "satellite";

    private const string Lock = "SELECT version FROM satellite.maps WHERE id = $1 FOR NO KEY UPDATE";

    // An image that the cell already has is no change. Without a change there is no new version and no notification.
    private const string Store = $"""
        WITH given AS (SELECT * FROM unnest($2::int[], $3::int[], $4::bytea[]) AS given (y, x, image)),
        next AS (
          SELECT greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) AS version
          FROM satellite.maps WHERE id = $1),
        stored AS (
          INSERT INTO satellite.tiles AS old (map, y, x, version, image)
          SELECT $1, given.y, given.x, next.version, given.image FROM given, next
          ON CONFLICT (map, y, x) DO UPDATE SET image = excluded.image, version = excluded.version WHERE old.image <> excluded.image
          RETURNING 1),
        changed AS (
          UPDATE satellite.maps SET version = next.version FROM next WHERE id = $1 AND EXISTS (SELECT FROM stored)
          RETURNING maps.version)
        SELECT version, pg_notify('{Channel}', $1 || ' ' || version) FROM changed
        """;

    private readonly int _map;
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly ReadOnlyMemory<byte>[] _images;

    public StoreBatch(int map, IEnumerable<CellImage> images)
    {
        // A statement can change a cell only once, so the last of several images counts.
        var last = new Dictionary<Cell, ReadOnlyMemory<byte>>();
        foreach (CellImage image in images)
        {
            last[image.Cell] = image.Bytes;
        }

        _map = map;
        _rows = [.. last.Keys.Select(cell => cell.Y)];
        _columns = [.. last.Keys.Select(cell => cell.X)];
        _images = [.. last.Values];
    }

    /// <summary>Stores the images and returns the map's version with them.</summary>
    /// <exception cref="NpgsqlException">The images were not stored, or it is not known whether they were.</exception>
    public async Task<long> StoreAsync(NpgsqlConnection connection)
    {
        // A batch is a transaction by itself.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Lock) { Parameters = { Map() } },
                new NpgsqlBatchCommand(Store)
                {
                    Parameters =
                    {
                        Map(),
                        new NpgsqlParameter<int[]> { TypedValue = _rows },
                        new NpgsqlParameter<int[]> { TypedValue = _columns },
                        new NpgsqlParameter<ReadOnlyMemory<byte>[]>
                        {
                            TypedValue = _images,
                            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                        },
                    },
                },
            },
        };
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync();
        if (!await rows.ReadAsync())
        {
            throw new MapWriteException("its database has no such map any more");
        }

        long version = rows.GetInt64(0);
        await rows.NextResultAsync();
        if (await rows.ReadAsync())
        {
            version = rows.GetInt64(0);
        }

        // The commit happens after the last row.
        await rows.NextResultAsync();
        return version;
    }

    private NpgsqlParameter<int> Map() => new() { TypedValue = _map };
}
