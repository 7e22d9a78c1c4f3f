using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Ends a call that waits too long for its client; <paramref name="what"/> tells the log what the client failed to do.</summary>
/// <remarks>
/// Waits are many and short, so a wait only records when it began. The first wait sets the timer, which looks when the limit may have been
/// reached, and sets itself again only while a wait goes on. One flow at a time waits; the timer runs beside it.
/// </remarks>
internal sealed class StallWatch(HttpContext http, StallLimit limit, string what) : IAsyncDisposable
{
    private const long NotWaiting = -1;

    private ITimer? _timer;
    private long _waitingSince = NotWaiting;
    private int _armed;

    /// <summary>Waits; the limit counts from the timestamp <paramref name="since"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> WaitAsync<T>(ValueTask<T> wait, long since)
    {
        // A full fence between this and the read of _armed; Look() has the same pair in reverse order.
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

    /// <summary>Stops watching; when it completes, nothing touches the call any more.</summary>
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
