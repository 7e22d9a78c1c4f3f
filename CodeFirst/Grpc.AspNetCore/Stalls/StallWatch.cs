namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Notices that a wait for the client lasts too long.</summary>
/// <remarks>
/// Waits are many and short, so a wait only notes when it began. The timer is set by the first wait, looks when the limit may
/// have been reached, and sets itself again only while there is a wait to look after. One flow at a time waits; the timer runs beside it.
/// </remarks>
internal sealed class StallWatch : IAsyncDisposable
{
    private const long NotWaiting = -1;

    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Action _stalled;
    private readonly ITimer _timer;
    private long _waitingSince = NotWaiting;
    private int _armed;

    public StallWatch(TimeProvider time, TimeSpan limit, Action stalled)
    {
        _time = time;
        _limit = limit;
        _stalled = stalled;
        _timer = time.CreateTimer(static state => ((StallWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits from now on, for something that has been due since <paramref name="since"/>.</summary>
    public void Begin(long since)
    {
        // A full fence between this and the look at _armed; Look() has the same pair the other way round.
        Interlocked.Exchange(ref _waitingSince, since);
        if (Interlocked.CompareExchange(ref _armed, 1, 0) == 0)
        {
            _timer.Change(Left(since), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The wait is over.</summary>
    public void End() => Volatile.Write(ref _waitingSince, NotWaiting);

    /// <summary>Stops watching; done when no look is under way, so that nothing touches the call after it.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since == NotWaiting)
        {
            Interlocked.Exchange(ref _armed, 0);
            since = Volatile.Read(ref _waitingSince);
            if (since == NotWaiting || Interlocked.CompareExchange(ref _armed, 1, 0) != 0)
            {
                return;
            }
        }
        else if (_time.GetElapsedTime(since) >= _limit)
        {
            _stalled();
            return;
        }

        _timer.Change(Left(since), Timeout.InfiniteTimeSpan);
    }

    // Timers run on a coarser clock than timestamps and may fire a little early.
    private TimeSpan Left(long since)
    {
        TimeSpan left = _limit - _time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
    }
}
