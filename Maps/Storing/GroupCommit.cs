namespace CodeFirstSatellite.Maps.Storing;

/// <summary>
/// Gathers what many want stored while one transaction is written, for the next: what a transaction costs is mostly the wait for the
/// disk, which all of it shares. One transaction is written at a time.
/// </summary>
public sealed class GroupCommit
{
    // A larger transaction is no quicker per image, and who waits for it waits longer.
    private const int MostImages = 1_000;
    private const long MostBytes = 8 * 1024 * 1024;

    private readonly Func<IReadOnlyList<StoreRequest>, Task> _store;
    private readonly TaskCreationOptions _where;

    // The lock guards all four. Whether it runs is said here and not by the task, which ends a little after it has found nothing more.
    private readonly Lock _lock = new();
    private readonly Queue<StoreRequest> _waiting = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _isClosed;

    /// <param name="store">Stores requests, in order, and completes every one of them. What it throws fails those that are not.</param>
    public GroupCommit(Func<IReadOnlyList<StoreRequest>, Task> store)
        : this(store, TaskCreationOptions.None)
    {
    }

    /// <summary>One whose store waits for disks and locks, and so gets a thread of its own while there is something to store.</summary>
    /// <param name="store">Stores requests, in order, and completes every one of them. What it throws fails those that are not.</param>
    public GroupCommit(Action<IReadOnlyList<StoreRequest>> store)
        : this(Completed(store), TaskCreationOptions.LongRunning)
    {
    }

    private GroupCommit(Func<IReadOnlyList<StoreRequest>, Task> store, TaskCreationOptions where)
    {
        _store = store;
        _where = where;
    }

    /// <summary>Stores images together with those of others.</summary>
    /// <returns>The version with them.</returns>
    /// <exception cref="MapWriteException">They could not be stored, or nothing is any more.</exception>
    public ValueTask<long> StoreAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken)
    {
        var request = new StoreRequest(images, cancellationToken);
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new MapWriteException("the map is closed");
            }

            _waiting.Enqueue(request);
            if (!_isRunning)
            {
                _isRunning = true;
                _running = Task.Factory.StartNew(RunAsync, CancellationToken.None, _where, TaskScheduler.Default).Unwrap();
            }
        }

        return new(request.Done);
    }

    /// <summary>Stores what waits, and nothing after that.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            return _running;
        }
    }

    // A task that is done is not waited for, so that all groups are stored on the one thread.
    private static Func<IReadOnlyList<StoreRequest>, Task> Completed(Action<IReadOnlyList<StoreRequest>> store) => requests =>
    {
        store(requests);
        return Task.CompletedTask;
    };

    private async Task RunAsync()
    {
        var group = new List<StoreRequest>();
        while (Take(group))
        {
            try
            {
                await _store(group);
            }
            catch (Exception e)
            {
                // Whatever it was, those who wait must hear of it, and the next may succeed.
                group.ForEach(request => request.Fail(e));
            }
        }
    }

    /// <summary>Takes as many requests as belong into one transaction, at least one; false when there is none.</summary>
    private bool Take(List<StoreRequest> group)
    {
        group.Clear();
        (int images, long bytes) = (0, 0);
        lock (_lock)
        {
            while (_waiting.TryPeek(out StoreRequest? next)
                && (group.Count == 0 || (images + next.Images.Count <= MostImages && bytes + next.Bytes <= MostBytes)))
            {
                _waiting.Dequeue();
                if (next.TryTake())
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
