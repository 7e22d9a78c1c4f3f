namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Sends pending messages when a producer blocks its thread inside MoveNextAsync.</summary>
/// <remarks>
/// Moves are many and short, so they cost only plain stores and loads. The timer, which looks while messages are pending, makes up for that
/// with a barrier for all threads: after it, either the timer sees that the producer has returned, or the producer's caller sees that the
/// timer is looking.
/// </remarks>
/// <param name="flush">Sends what is pending. It runs while the producer does, and owns the stream until it completes.</param>
internal sealed class ProducerWatch(Func<Task> flush) : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly Lock _look = new();
    private Timer? _timer;
    private int _moves;
    private int _seen;
    private volatile bool _isOut;
    private volatile bool _isArmed;
    private volatile bool _isLooking;
    private volatile Task? _late;

    /// <summary>Call before MoveNextAsync, while messages are pending.</summary>
    public void Enter()
    {
        _moves++;
        _isOut = true;
        if (!_isArmed)
        {
            _isArmed = true;
            _timer ??= new Timer(static watch => ((ProducerWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Step, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Call after MoveNextAsync; true if <see cref="LeaveAsync"/> must be awaited.</summary>
    public bool Leave()
    {
        _isOut = false;
        return _isLooking || _late is not null;
    }

    /// <summary>Waits for the flush that runs, if any; afterwards the caller owns the stream again.</summary>
    public ValueTask LeaveAsync()
    {
        if (!Leave())
        {
            return default;
        }

        lock (_look)
        {
            Task? late = _late;
            _late = null;
            return late is null ? default : new(late);
        }
    }

    /// <summary>Waits for the flush that runs, if any, and stops looking.</summary>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_look)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Look()
    {
        lock (_look)
        {
            bool isSame = _seen == (_seen = Volatile.Read(ref _moves));
            if (isSame)
            {
                _isArmed = false;
                _isLooking = true;
                Interlocked.MemoryBarrierProcessWide();
                if (_isOut && _seen == Volatile.Read(ref _moves))
                {
                    _late ??= flush();
                }
                else
                {
                    // Another move may have begun before the barrier, and relies on the timer.
                    _isArmed = _isOut;
                }

                _isLooking = false;
            }

            if (_isArmed)
            {
                _timer?.Change(Step, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
