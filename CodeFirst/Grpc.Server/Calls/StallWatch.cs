namespace CodeFirst.Grpc.Server;

/// <summary>Notices that one wait for the client has lasted too long.</summary>
/// <remarks>
/// Waits are many and short, so a wait only notes its start. The timer is set by the first wait, looks when the limit may
/// have been reached, and sets itself again only while there is a wait to look after. <see cref="Begin"/> and
/// <see cref="End"/> are called by one flow at a time; the timer runs beside it.
/// </remarks>
internal sealed class StallWatch : IAsyncDisposable
{
    private const long NotWaiting = -1;
    private const long Never = long.MaxValue;

    private readonly TimeProvider _time;
    private readonly Action _stalled;
    private readonly ITimer _timer;
    private long _limitTicks;
    private long _waitingSince = NotWaiting;
    private int _armed;

    public StallWatch(TimeProvider time, TimeSpan limit, Action stalled)
    {
        _time = time;
        _stalled = stalled;
        _limitTicks = limit == Timeout.InfiniteTimeSpan ? Never : limit.Ticks;
        _timer = time.CreateTimer(static state => ((StallWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A wait begins.</summary>
    public void Begin()
    {
        // A full fence between this and the look at _armed; Look() has the same pair the other way round.
        Interlocked.Exchange(ref _waitingSince, _time.GetTimestamp());
        if (Volatile.Read(ref _armed) == 0)
        {
            Arm();
        }
    }

    /// <summary>The wait is over.</summary>
    public void End() => Volatile.Write(ref _waitingSince, NotWaiting);

    /// <summary>From now on a wait may last no longer than <paramref name="limit"/>; the one under way gets as much from now.</summary>
    public void Shorten(TimeSpan limit)
    {
        if (limit.Ticks >= Volatile.Read(ref _limitTicks))
        {
            return;
        }

        Volatile.Write(ref _limitTicks, limit.Ticks);
        long since = Volatile.Read(ref _waitingSince);
        if (since != NotWaiting)
        {
            Interlocked.CompareExchange(ref _waitingSince, _time.GetTimestamp(), since);
        }

        Volatile.Write(ref _armed, 1);
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops watching; done when no look is under way, so that nothing touches the call after it.</summary>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Arm()
    {
        if (Volatile.Read(ref _limitTicks) != Never && Interlocked.Exchange(ref _armed, 1) == 0)
        {
            _timer.Change(TimeSpan.FromTicks(Volatile.Read(ref _limitTicks)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Look()
    {
        long since = Volatile.Read(ref _waitingSince);
        if (since == NotWaiting)
        {
            Interlocked.Exchange(ref _armed, 0);
            if (Volatile.Read(ref _waitingSince) != NotWaiting)
            {
                Arm();
            }

            return;
        }

        TimeSpan left = TimeSpan.FromTicks(Volatile.Read(ref _limitTicks)) - _time.GetElapsedTime(since);
        if (left > TimeSpan.Zero)
        {
            // Timers run on a coarser clock than timestamps and may fire a little early.
            _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            return;
        }

        _stalled();
    }
}
