using CodeFirstSatellite.Maps;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>
/// Stores images in one transaction at a time. What is asked for while one runs goes into the next together, so that many callers
/// wait for few commits.
/// </summary>
internal sealed class StoreQueue(PostgresDatabase database, int map, string name)
{
    private const int MostImages = 1000;
    private const long MostBytes = 8 * 1024 * 1024;

    // The lock guards all three.
    private readonly Lock _lock = new();
    private readonly Queue<StoreRequest> _waiting = new();
    private bool _isRunning;

    public ValueTask<long> StoreAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        var request = new StoreRequest(images, cancellationToken);
        lock (_lock)
        {
            _waiting.Enqueue(request);
            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return new(request.Done);
    }

    private async Task RunAsync()
    {
        var group = new List<StoreRequest>();
        while (Take(group))
        {
            try
            {
                long version = await database.RunAsync(new StoreBatch(map, group.SelectMany(request => request.Images)), static (connection, batch, _) => batch.StoreAsync(connection), CancellationToken.None);
                group.ForEach(request => request.Complete(version));
            }
            catch (Exception e)
            {
                var failure = e is NpgsqlException or IOException
                    ? new MapWriteException($"images could not be stored in the map '{name}': {DatabaseFailure.Describe(e)}; they may be sent again", e)
                    : e;
                group.ForEach(request => request.Fail(failure));
            }
        }
    }

    /// <summary>Takes as many requests as fit into one transaction, at least one; false when there is none.</summary>
    private bool Take(List<StoreRequest> group)
    {
        group.Clear();
        (int images, long bytes) = (0, 0);
        lock (_lock)
        {
            while (_waiting.TryPeek(out StoreRequest? next) && (group.Count == 0 || (images + next.Images.Count <= MostImages && bytes + next.Bytes <= MostBytes)))
            {
                _waiting.Dequeue();
                if (next.TryBegin())
                {
                    group.Add(next);
                    images += next.Images.Count;
                    bytes += next.Bytes;
                }
            }

            return _isRunning = group.Count > 0;
        }
    }
}
