namespace Tests.Satellite.Harness;

/// <summary>Things as they come, to be looked at or waited for.</summary>
internal class Arrivals<T>
{
    // The lock guards both.
    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _changed = NewSource();

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    public void Add(T item)
    {
        lock (_lock)
        {
            _items.Add(item);
            _changed.SetResult();
            _changed = NewSource();
        }
    }

    /// <summary>Waits for something, which may have come already.</summary>
    /// <exception cref="TimeoutException">It did not come; the message has what did.</exception>
    public async Task<T> WaitForAsync(Predicate<T> isIt, TimeSpan patience)
    {
        using var tooLong = new CancellationTokenSource(patience);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_items.FindIndex(isIt) is >= 0 and int found)
                {
                    return _items[found];
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(tooLong.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"it did not come within {patience}; what came: {string.Join('\n', Items)}");
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
