namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Notices that a producer blocks its thread in the middle of a move, and has sent what it yielded before.</summary>
/// <remarks>
/// Moves are many and short, so around each there are but plain stores and loads. The timer, which looks while there is something
/// pending, makes up for that with a barrier for all threads: after it, either the timer sees that the producer has returned, or
/// whoever called the producer sees that the timer is looking.
/// </remarks>
/// <param name="flush">Sends what is pending. Runs while the producer is out, and nobody else touches the stream until it is done.</param>
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

    /// <summary>Notes that the producer is asked for its next message, while others are pending.</summary>
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

    /// <summary>Notes that the producer has returned; whether <see cref="LeaveAsync"/> is to be waited for.</summary>
    public bool Leave()
    {
        _isOut = false;
        return _isLooking || _late is not null;
    }

    /// <summary>Waits for what was sent meanwhile; after it, the stream is the caller's again.</summary>
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

    /// <summary>Stops looking, when nothing is being sent any more.</summary>
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
                    // Another move may have begun before the barrier, and relied on the timer.
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
