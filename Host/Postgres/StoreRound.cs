using CodeFirstSatellite.Maps;
using Npgsql;
using NpgsqlTypes;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>The images that statements of a transaction store together, one of each cell.</summary>
internal sealed class StoreRound
{
    private readonly Dictionary<Cell, (ReadOnlyMemory<byte> Bytes, long? Taken)> _images = [];
    private readonly HashSet<(int X, int Y)> _late = [];

    /// <summary>Whether it is told when an image was taken.</summary>
    public bool HasTimes { get; private set; }

    public bool Has(Cell cell) => _images.ContainsKey(cell);

    public void Add(CellImage image, long? taken)
    {
        _images.Add(image.Cell, (image.Bytes, taken));
        HasTimes |= taken is not null;
    }

    /// <summary>Puts an image in place of that of its cell, if both were taken at the same time, or nobody told when.</summary>
    public bool TryReplace(CellImage image, long? taken)
    {
        if (_images[image.Cell].Taken != taken)
        {
            return false;
        }

        _images[image.Cell] = (image.Bytes, taken);
        return true;
    }

    /// <summary>Whether the image of a cell is one of a time, and was taken before the cell's image.</summary>
    public bool IsLate(Cell cell, long taken) => _late.Contains((cell.X, cell.Y)) && _images[cell].Taken == taken;

    /// <summary>Adds the statements to a transaction.</summary>
    public void AddTo(NpgsqlBatch batch, int map, bool hasHistory)
    {
        _late.Clear();
        if (HasTimes)
        {
            batch.BatchCommands.Add(Command(StoreQueries.Late, map));
        }

        batch.BatchCommands.Add(Command(hasHistory ? StoreQueries.Store : StoreQueries.StoreFirst, map));
    }

    /// <summary>Reads on to what came of the statements. Returns the map's version with the images; null if they change nothing.</summary>
    public async Task<long?> ReadAsync(NpgsqlDataReader rows)
    {
        if (HasTimes)
        {
            await rows.NextResultAsync();
            while (await rows.ReadAsync())
            {
                if (!rows.IsDBNull(0))
                {
                    _late.Add((rows.GetInt32(1), rows.GetInt32(0)));
                }
            }
        }

        await rows.NextResultAsync();
        return await rows.ReadAsync() ? rows.GetInt64(0) : null;
    }

    private NpgsqlBatchCommand Command(string sql, int map) => new(sql)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = map },
            new NpgsqlParameter<int[]> { TypedValue = [.. _images.Keys.Select(cell => cell.Y)] },
            new NpgsqlParameter<int[]> { TypedValue = [.. _images.Keys.Select(cell => cell.X)] },
            new NpgsqlParameter<ReadOnlyMemory<byte>[]>
            {
                TypedValue = [.. _images.Values.Select(image => image.Bytes)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            },
            new NpgsqlParameter<long?[]> { TypedValue = [.. _images.Values.Select(image => image.Taken)] },
        },
    };
}
