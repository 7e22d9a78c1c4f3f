using System.Threading.Tasks.Sources;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// Wakes the one flow that waits on it, each time something that concerns it may have happened; the flow then looks for
/// itself. A signal that comes while nobody waits is kept, so that none is lost.
/// </summary>
internal sealed class Wakeup : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Signalled = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Waits for the next signal; called by one flow, one wait at a time.</summary>
    public ValueTask WaitAsync()
    {
        // Reset comes first: once the state says Waiting, a signal may complete the source at any moment.
        _core.Reset();
        var wait = new ValueTask(this, _core.Version);
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return wait;
        }

        Volatile.Write(ref _state, Idle);
        return default;
    }

    /// <summary>Wakes the waiting flow on this very thread.</summary>
    public void SignalInline() => Signal(asynchronously: false);

    /// <summary>Wakes the waiting flow on another thread: for timers and tokens, which have others to call.</summary>
    public void Signal() => Signal(asynchronously: true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Signal(bool asynchronously)
    {
        // From Waiting to Idle by one signal alone, which then completes the source; any other leaves its mark.
        if (Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
        {
            _core.RunContinuationsAsynchronously = asynchronously;
            _core.SetResult(true);
        }
        else if (Interlocked.CompareExchange(ref _state, Signalled, Idle) == Waiting)
        {
            // The flow began to wait in between.
            Signal(asynchronously);
        }
    }
}
