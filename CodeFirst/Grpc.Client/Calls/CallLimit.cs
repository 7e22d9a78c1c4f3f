namespace CodeFirst.Grpc.Client;

/// <summary>What ends a call from the client's side: the caller's tokens, the deadline and the server's call that it is made for; the first one counts.</summary>
internal sealed class CallLimit : IDisposable
{
    /// <summary>Timers cannot be set further ahead; a later deadline is reached in several steps.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(30);

    private readonly CancellationToken _first;
    private readonly CancellationToken _second;
    private readonly CancellationToken _parent;
    private readonly DateTime? _deadline;
    private readonly TimeProvider _time;

    // Not disposed: it has no timer and no handle of its own, and the deadline's timer may still come for it.
    private readonly CancellationTokenSource? _source;
    private CancellationTokenRegistration _firstRegistration;
    private CancellationTokenRegistration _secondRegistration;
    private CancellationTokenRegistration _parentRegistration;
    private ITimer? _timer;
    private int _reason;

    /// <param name="options">The caller's.</param>
    /// <param name="time">The clock for the deadline.</param>
    /// <param name="canBeAbandoned">Whether <see cref="Abandon"/> may be called.</param>
    /// <param name="second">A token beside that of the options.</param>
    public CallLimit(in CallOptions options, TimeProvider time, bool canBeAbandoned, CancellationToken second)
    {
        _first = options.CancellationToken;
        _second = second;
        _parent = options.Parent?.CancellationToken ?? default;
        _time = time;
        _deadline = options.Deadline switch
        {
            null => null,
            { Kind: DateTimeKind.Local } local => local.ToUniversalTime(),
            { } utc => utc == DateTime.MaxValue ? null : utc,
        };
        if (options.Parent?.Deadline is { } parent && parent < (_deadline ?? DateTime.MaxValue))
        {
            _deadline = parent;
        }

        if (_deadline is not null || _first.CanBeCanceled || _second.CanBeCanceled || _parent.CanBeCanceled || canBeAbandoned)
        {
            _source = new CancellationTokenSource();
        }
    }

    private enum Reason
    {
        None,
        FirstToken,
        SecondToken,
        ParentToken,
        Deadline,
        Abandoned,
    }

    /// <summary>For the transport.</summary>
    public CancellationToken Token => _source?.Token ?? default;

    /// <summary>Time to the deadline, or null without one.</summary>
    public TimeSpan? TimeLeft => _deadline - _time.GetUtcNow().UtcDateTime;

    public bool IsDeadlinePassed => TimeLeft <= TimeSpan.Zero;

    /// <summary>The failure of a call whose deadline has passed.</summary>
    public static RpcException DeadlineExceeded(Exception? cause) => new(new Status(StatusCode.DeadlineExceeded, "the deadline has passed", cause));

    /// <summary>Begins to watch.</summary>
    /// <exception cref="OperationCanceledException">A token is cancelled already.</exception>
    /// <exception cref="RpcException">DEADLINE_EXCEEDED: the deadline has passed already.</exception>
    public void Start()
    {
        if (_source is null)
        {
            return;
        }

        _firstRegistration = _first.UnsafeRegister(static limit => ((CallLimit)limit!).End(Reason.FirstToken), this);
        _secondRegistration = _second.UnsafeRegister(static limit => ((CallLimit)limit!).End(Reason.SecondToken), this);
        _parentRegistration = _parent.UnsafeRegister(static limit => ((CallLimit)limit!).EndWithParent(), this);
        if (_deadline is not null)
        {
            _timer = _time.CreateTimer(static limit => ((CallLimit)limit!).LookAtDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            LookAtDeadline();
        }

        ThrowIfEnded();
    }

    /// <summary>Stops a call that has been ended, even where the transport has more to give.</summary>
    public void ThrowIfEnded()
    {
        if (Volatile.Read(ref _reason) != (int)Reason.None)
        {
            throw Translate(null)!;
        }
    }

    /// <summary>Ends a call whose caller has let go of it in the middle of a wait.</summary>
    public void Abandon() => End(Reason.Abandoned);

    /// <summary>What an exception of the transport means if it comes from this limit; else null.</summary>
    public Exception? Translate(Exception? exception) => (Reason)Volatile.Read(ref _reason) switch
    {
        Reason.FirstToken => Cancelled(exception, _first),
        Reason.SecondToken => Cancelled(exception, _second),
        Reason.ParentToken => Cancelled(exception, _parent),
        Reason.Deadline => DeadlineExceeded(exception),
        Reason.Abandoned => new OperationCanceledException("The responses were disposed while the next one was waited for.", exception),
        _ => null,
    };

    public void Dispose()
    {
        _firstRegistration.Dispose();
        _secondRegistration.Dispose();
        _parentRegistration.Dispose();
        _timer?.Dispose();
    }

    private static OperationCanceledException Cancelled(Exception? cause, CancellationToken token) => new("The call was cancelled.", cause, token);

    private void LookAtDeadline()
    {
        TimeSpan left = TimeLeft!.Value;
        if (left <= TimeSpan.Zero)
        {
            End(Reason.Deadline);
            return;
        }

        try
        {
            // One millisecond more: timers run on a coarser clock than dates and may fire a little early.
            _timer!.Change(left < LongestStep ? left + TimeSpan.FromMilliseconds(1) : LongestStep, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The call is over.
        }
    }

    // The deadline is the parent's too, whose timer may be the first to see that it has passed.
    private void EndWithParent() => End(IsDeadlinePassed ? Reason.Deadline : Reason.ParentToken);

    private void End(Reason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)Reason.None) == (int)Reason.None)
        {
            _source!.Cancel();
        }
    }
}
