using System.Threading.Tasks.Sources;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// Wakes the one flow that waits on it, each time something that concerns it may have happened; the flow then looks for
/// itself. A signal that comes while nobody waits is kept, so that none is lost.
/// </summary>
internal sealed class Wakeup
{
    private static readonly Wait Kept = new();

    // Null while nobody waits; Kept when a signal came meanwhile; else what the flow waits on.
    private Wait? _wait;

    /// <summary>Waits for the next signal; called by one flow, one wait at a time.</summary>
    public ValueTask WaitAsync()
    {
        // Each wait has an object of its own: whoever signals may still be busy with the last one when the flow waits again.
        var wait = new Wait();
        if (Interlocked.CompareExchange(ref _wait, wait, null) is null)
        {
            return wait.Task;
        }

        Volatile.Write(ref _wait, null);
        return default;
    }

    /// <summary>Wakes the waiting flow on this very thread.</summary>
    public void SignalInline() => Signal(asynchronously: false);

    /// <summary>Wakes the waiting flow on another thread: for timers and tokens, which have others to call.</summary>
    public void Signal() => Signal(asynchronously: true);

    private void Signal(bool asynchronously)
    {
        while (true)
        {
            Wait? wait = Volatile.Read(ref _wait);
            if (ReferenceEquals(wait, Kept))
            {
                return;
            }

            // By one signal alone from waiting to not, and that one then completes the wait; any other leaves its mark.
            if (ReferenceEquals(Interlocked.CompareExchange(ref _wait, wait is null ? Kept : null, wait), wait))
            {
                wait?.Complete(asynchronously);
                return;
            }
        }
    }

    private sealed class Wait : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core;

        public ValueTask Task => new(this, _core.Version);

        public void Complete(bool asynchronously)
        {
            _core.RunContinuationsAsynchronously = asynchronously;
            _core.SetResult(true);
        }

        void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
