namespace CodeFirst.Grpc.Server;

/// <summary>Ends a call when its deadline has passed.</summary>
internal sealed class DeadlineTimer : IAsyncDisposable
{
    /// <summary>Timers cannot be set further ahead; a later deadline is reached in several steps.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(30);

    private readonly ServerCall _call;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public DeadlineTimer(ServerCall call, TimeProvider time)
    {
        _call = call;
        _time = time;
        _timer = time.CreateTimer(static state => ((DeadlineTimer)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        TimeSpan left = _call.Deadline - _time.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero)
        {
            _call.End(CallEnd.Deadline);
            return;
        }

        // One millisecond more: timers run on a coarser clock than dates and may fire a little early.
        _timer.Change(left < LongestStep ? left + TimeSpan.FromMilliseconds(1) : LongestStep, Timeout.InfiniteTimeSpan);
    }
}
