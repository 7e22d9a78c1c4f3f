namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// Gathers what many want stored while one transaction is written, for the next: what a transaction costs is mostly the wait for the disk, which all of it
/// shares. One thread of its own writes, since that waits for disks and locks.
/// </summary>
internal sealed class StoreQueue : IDisposable
{
    // A larger transaction is no quicker per image, and who waits for it waits longer.
    private const int MostImages = 1_000;
    private const int MostBytes = 8 * 1024 * 1024;

    private readonly Action<IReadOnlyList<StoreRequest>> _store;
    private readonly Thread _writer;

    // The lock guards both.
    private readonly object _lock = new();
    private readonly Queue<StoreRequest> _waiting = new();
    private bool _isClosed;

    /// <param name="store">Stores requests, in order, and completes every one of them.</param>
    public StoreQueue(Action<IReadOnlyList<StoreRequest>> store)
    {
        _store = store;
        _writer = new Thread(StoreAll) { IsBackground = true, Name = "archive" };
        _writer.Start();
    }

    /// <exception cref="MapWriteException">Nothing is stored any more.</exception>
    public Task<long> AddAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        var request = new StoreRequest(images, cancellationToken);
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new MapWriteException("the map is closed");
            }

            _waiting.Enqueue(request);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_lock);
            }
        }

        return request.Done;
    }

    /// <summary>Stores what waits, and nothing after that.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }

        _writer.Join();
    }

    private void StoreAll()
    {
        var group = new List<StoreRequest>();
        while (Take(group))
        {
            try
            {
                _store(group);
            }
            catch (Exception e)
            {
                // Whatever it was, those who wait must hear of it, and the next may succeed.
                group.ForEach(request => request.Fail(e));
            }
        }
    }

    /// <summary>Waits for requests and takes as many as belong into one transaction, at least one; false at the end.</summary>
    private bool Take(List<StoreRequest> group)
    {
        group.Clear();
        int images = 0;
        long bytes = 0;
        lock (_lock)
        {
            while (group.Count == 0)
            {
                while (_waiting.Count == 0)
                {
                    if (_isClosed)
                    {
                        return false;
                    }

                    Monitor.Wait(_lock);
                }

                while (_waiting.TryPeek(out StoreRequest? next) && (group.Count == 0 || (images + next.Images.Count <= MostImages && bytes + next.Bytes <= MostBytes)))
                {
                    _waiting.Dequeue();
                    if (next.TryTake())
                    {
                        group.Add(next);
                        images += next.Images.Count;
                        bytes += next.Bytes;
                    }
                }
            }
        }

        return true;
    }
}
