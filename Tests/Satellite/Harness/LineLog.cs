namespace Tests.Satellite.Harness;

/// <summary>Lines as they come from a process, to be looked at or waited for.</summary>
internal sealed class LineLog
{
    // The lock guards both.
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = NewSource();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line; null is the end, which has nothing to add.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Add(line);
            _changed.SetResult();
            _changed = NewSource();
        }
    }

    /// <summary>Waits for a line, which may have come already.</summary>
    /// <exception cref="TimeoutException">It did not come; the message has those that did.</exception>
    public async Task<string> WaitForAsync(Predicate<string> isIt, TimeSpan patience)
    {
        using var tooLong = new CancellationTokenSource(patience);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_lines.Find(isIt) is { } line)
                {
                    return line;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(tooLong.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"the line did not come within {patience}; what came: {string.Join('\n', Lines)}");
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
