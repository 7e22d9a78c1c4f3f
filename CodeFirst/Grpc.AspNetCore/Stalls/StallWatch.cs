using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Ends a call that waits too long for its client.</summary>
/// <remarks>
/// Waits are many and short, so a wait only notes when it began. The timer is set by the first wait, looks when the limit may
/// have been reached, and sets itself again only while there is a wait to look after. One flow at a time waits; the timer runs beside it.
/// </remarks>
/// <param name="http">The call.</param>
/// <param name="limit">How long it may wait.</param>
/// <param name="what">What a client did that let it wait too long.</param>
internal sealed class StallWatch(HttpContext http, StallLimit limit, string what) : IAsyncDisposable
{
    private const long NotWaiting = -1;

    private ITimer? _timer;
    private long _waitingSince = NotWaiting;
    private int _armed;

    /// <summary>Waits for something that has been due since <paramref name="since"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> WaitAsync<T>(ValueTask<T> wait, long since)
    {
        // A full fence between this and the look at _armed; Look() has the same pair the other way round.
        Interlocked.Exchange(ref _waitingSince, since);
        if (Interlocked.CompareExchange(ref _armed, 1, 0) == 0)
        {
            _timer ??= limit.Time.CreateTimer(
                static state => ((StallWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Left(since), Timeout.InfiniteTimeSpan);
        }

        try
        {
            return await wait;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, NotWaiting);
        }
    }

    /// <summary>Stops watching; done when no look is under way, so that nothing touches the call after it.</summary>
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? default;

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
        else if (limit.Time.GetElapsedTime(since) >= limit.Timeout)
        {
            limit.Reset(http, what);
            return;
        }

        _timer!.Change(Left(since), Timeout.InfiniteTimeSpan);
    }

    // Timers run on a coarser clock than timestamps and may fire a little early.
    private TimeSpan Left(long since)
    {
        TimeSpan left = limit.Timeout - limit.Time.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
    }
}
