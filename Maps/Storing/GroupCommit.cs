namespace CodeFirstSatellite.Maps.Storing;

/// <summary>
/// Writes one transaction at a time, and collects for the next what callers want stored meanwhile. A transaction costs mostly the wait for
/// the disk, which the collected requests share.
/// </summary>
public sealed class GroupCommit
{
    // A larger transaction is no quicker per image, and its callers wait longer.
    private const int MostImages = 1_000;
    private const long MostBytes = 8 * 1024 * 1024;

    private readonly Func<IReadOnlyList<StoreRequest>, Task> _store;
    private readonly TaskCreationOptions _where;

    // The lock guards all four. _isRunning, not the task, says whether the loop runs: the task ends a little after it found no more
    // requests.
    private readonly Lock _lock = new();
    private readonly Queue<StoreRequest> _waiting = new();
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private bool _isClosed;

    /// <param name="store">Stores requests in order and completes each. If it throws, those not completed fail.</param>
    public GroupCommit(Func<IReadOnlyList<StoreRequest>, Task> store)
        : this(store, TaskCreationOptions.None)
    {
    }

    /// <summary>For a store that waits for disks and locks: it gets a thread of its own while there is something to store.</summary>
    /// <param name="store">Stores requests in order and completes each. If it throws, those not completed fail.</param>
    public GroupCommit(Action<IReadOnlyList<StoreRequest>> store)
        : this(Completed(store), TaskCreationOptions.LongRunning)
    {
    }

    private GroupCommit(Func<IReadOnlyList<StoreRequest>, Task> store, TaskCreationOptions where)
    {
        _store = store;
        _where = where;
    }

    /// <summary>Stores images, together with those of other callers.</summary>
    /// <param name="images">The images, in order.</param>
    /// <param name="taken">When they were taken, in microseconds since 1970; null for the time of storing.</param>
    /// <param name="cancellationToken">Gives up, as long as storing has not begun.</param>
    /// <param name="target">Where, for a store that has several places.</param>
    /// <exception cref="MapWriteException">They could not be stored, or the map is closed.</exception>
    public ValueTask<StoreResult> StoreAsync(
        IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken, object? target = null)
    {
        var request = new StoreRequest(images, taken, target, cancellationToken);
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

    /// <summary>Stores the waiting requests and refuses later ones.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            return _running;
        }
    }

    // Awaiting a completed task does not switch threads, so all groups are stored on the one thread.
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
                // Whatever failed, the waiting callers must hear of it, and the next group may succeed.
                group.ForEach(request => request.Fail(e));
            }
        }
    }

    /// <summary>Takes the requests for one transaction, at least one; false if there is none.</summary>
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
