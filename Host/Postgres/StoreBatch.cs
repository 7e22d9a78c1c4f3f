using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Storing;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>
/// The images of one transaction. Its first statement locks the map's row until the commit, so the versions of all Hosts have the order of
/// their commits: whoever has read a version has read all before it.
/// </summary>
internal sealed class StoreBatch
{
    // Each transaction forgets more than it adds, so that what has piled up goes by and by.
    private const int MostForgotten = 16;

    private readonly int _map;
    private readonly bool _hasHistory;
    private readonly bool _forgets;
    private readonly List<StoreRound> _rounds = [];
    private readonly int _count;

    /// <param name="map">The map's id.</param>
    /// <param name="group">The images, in order.</param>
    /// <param name="hasHistory">Whether the tables have older images, and times at which images were taken.</param>
    /// <param name="forgets">Whether the map may have older images to forget.</param>
    public StoreBatch(int map, IReadOnlyList<StoreRequest> group, bool hasHistory, bool forgets)
    {
        _map = map;
        _hasHistory = hasHistory;
        _forgets = forgets;
        foreach (StoreRequest request in group)
        {
            foreach (CellImage image in request.Images)
            {
                Add(image, request.Taken);
                _count++;
            }
        }
    }

    /// <summary>
    /// What the map keeps, once the images are stored. Only if it is told when some were taken: they may have moved its beginning back.
    /// </summary>
    public MapHistory? History { get; private set; }

    /// <summary>How many images of a request were taken before their cell's image. Known once they are stored.</summary>
    public int OlderOf(StoreRequest request) => request.Taken is not { } taken ? 0
        : request.Images.Count(image => _rounds.Exists(round => round.IsLate(image.Cell, taken)));

    /// <summary>Stores the images and returns the map's version with them.</summary>
    /// <exception cref="NpgsqlException">The images were not stored, or it is not known whether they were.</exception>
    public async Task<long> StoreAsync(NpgsqlConnection connection)
    {
        // A batch is a transaction by itself.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(_hasHistory ? StoreQueries.Lock : StoreQueries.LockFirst));
        foreach (StoreRound round in _rounds)
        {
            round.AddTo(batch, _map, _hasHistory);
        }

        if (_forgets)
        {
            NpgsqlBatchCommand forget = Command(StoreQueries.Forget);
            forget.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Math.Max(2 * _count, MostForgotten) });
            batch.BatchCommands.Add(forget);
        }

        bool hasTimes = _rounds.Exists(round => round.HasTimes);
        if (hasTimes)
        {
            batch.BatchCommands.Add(Command(PostgresQueries.State));
        }

        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync();
        if (!await rows.ReadAsync())
        {
            throw new MapWriteException("its database has no such map any more");
        }

        long version = rows.GetInt64(0);
        foreach (StoreRound round in _rounds)
        {
            version = await round.ReadAsync(rows) ?? version;
        }

        if (hasTimes && await rows.NextResultAsync() && await rows.ReadAsync())
        {
            History = MapHistory.Of(rows, 1);
        }

        // The commit happens after the last row.
        await rows.NextResultAsync();
        return version;
    }

    // A statement can change a cell only once. Of several images of a cell with one time the last counts; those of other times come in
    // later statements.
    private void Add(CellImage image, long? taken)
    {
        int last = -1;
        while (last + 1 < _rounds.Count && _rounds[last + 1].Has(image.Cell))
        {
            last++;
        }

        if (last < 0 || !_rounds[last].TryReplace(image, taken))
        {
            if (last + 1 == _rounds.Count)
            {
                _rounds.Add(new StoreRound());
            }

            _rounds[last + 1].Add(image, taken);
        }
    }

    private NpgsqlBatchCommand Command(string sql) => new(sql) { Parameters = { new NpgsqlParameter<int> { TypedValue = _map } } };
}
