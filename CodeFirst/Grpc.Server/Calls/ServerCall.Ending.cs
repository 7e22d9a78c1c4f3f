using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace CodeFirst.Grpc.Server;

/// <summary>
/// How a call ends. Whoever learns first that it is over (deadline, client, stall, shutdown) calls <see cref="End"/>,
/// which does nothing but note it, wake the flow that runs the call and cancel the handler's token. That flow alone
/// writes the status: at once if the response is free (see <see cref="ResponseGate"/>), else when its holder lets go.
/// </summary>
internal sealed partial class ServerCall
{
    /// <summary>How long an ended call's client has to read what is on its way, so that the status can follow it.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(1);

    // Written while the call starts, by the flow that runs it.
    private DateTime _deadline = DateTime.MaxValue;
    private DeadlineTimer? _deadlineTimer;
    private bool _watchesEnds;
    private CancellationTokenRegistration _abortedRegistration;
    private CancellationTokenRegistration _endingRegistration;

    // Shared with whoever ends the call.
    private CallEnd? _end;
    private CancellationTokenSource? _cancellation;
    private Wakeup? _wakeup;
    private bool _readingRequest;

    // One of each, since a call with a stream each way waits for both at the same time.
    private StallWatch? _readWatch;
    private StallWatch? _writeWatch;

    /// <summary>Whether the call is over, whatever its handler still does.</summary>
    public bool HasEnded => Volatile.Read(ref _end) is not null;

    /// <summary>Why the call is over, or null.</summary>
    public CallEnd? Ended => Volatile.Read(ref _end);

    public override CancellationToken CancellationToken
    {
        get
        {
            if (Volatile.Read(ref _cancellation) is { } existing)
            {
                return existing.Token;
            }

            WatchEnds();
            var made = new CancellationTokenSource();
            CancellationTokenSource source = Interlocked.CompareExchange(ref _cancellation, made, null) ?? made;

            // End() looks for a source after it has noted the end; this looks for an end after it has shown the source.
            if (HasEnded)
            {
                source.Cancel();
            }

            return source.Token;
        }
    }

    /// <summary>Sets the deadline from the time that the client gives.</summary>
    public void StartDeadline(TimeSpan timeout)
    {
        DateTime now = Runtime.Time.GetUtcNow().UtcDateTime;
        if (timeout < DateTime.MaxValue - now)
        {
            _deadline = now + timeout;
            _deadlineTimer = new DeadlineTimer(this, Runtime.Time);
        }
    }

    /// <summary>From now on learns of it when the client goes away or the server stops; needed once anything can last.</summary>
    public void WatchEnds()
    {
        // The handler, when it asks for its token, and the flow that waits for it may come here at the same time.
        if (Interlocked.Exchange(ref _watchesEnds, true))
        {
            return;
        }

        _abortedRegistration = Http.RequestAborted.UnsafeRegister(static call => ((ServerCall)call!).EndAborted(), this);

        // On a thread of its own: one handler's cancellation callbacks must not keep the other calls from ending.
        _endingRegistration = Runtime.Calls.Ending.UnsafeRegister(
            static call => ThreadPool.UnsafeQueueUserWorkItem(static c => c.End(c.Runtime.Calls.End!), (ServerCall)call!, preferLocal: false),
            this);
    }

    /// <summary>Ends the call, if nothing else has. Comes from any thread; never blocks on the handler.</summary>
    public void End(CallEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
        {
            return;
        }

        GrpcServerLog.CallEnded(Runtime.Logger, Method, end.Reason);
        if (Volatile.Read(ref _readingRequest))
        {
            StopReading();
        }

        Volatile.Read(ref _wakeup)?.Signal();
        try
        {
            Volatile.Read(ref _cancellation)?.Cancel();
        }
        catch (AggregateException e)
        {
            GrpcServerLog.CancellationCallbackFailed(Runtime.Logger, Method, e);
        }
    }

    /// <summary>Ends the call if the server says that its client is gone: a handler may see that before this does, or look there itself.</summary>
    public void NoticeAborted()
    {
        if (Http.RequestAborted.IsCancellationRequested)
        {
            EndAborted();
        }
    }

    private void EndAborted() =>
        End(Http.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true } ? CallEnd.TimeLimit : CallEnd.ClientGone);

    /// <summary>Waits for a handler; if the call ends first, the client is told at once and the wait goes on.</summary>
    public async ValueTask JoinAsync(Task handling)
    {
        var wakeup = new Wakeup();
        Interlocked.Exchange(ref _wakeup, wakeup);
        WatchEnds();
        handling.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wakeup.SignalInline);
        while (!handling.IsCompleted)
        {
            if (Ended is { } end)
            {
                if (_gate.TryClose())
                {
                    await RespondEarlyAsync(end.Status);
                }
                else if (_gate.IsFlushing)
                {
                    WriteWatch.Shorten(EndGrace);
                }
            }

            await wakeup.WaitAsync();
        }
    }

    public override Status StatusOf(Exception? exception) =>
        Ended?.Status ?? (exception is null ? Status : (MeaningOf(exception) ?? Unmapped(exception)).Status);

    /// <summary>What the server means by an exception of a handler's; null for one that it did not foresee.</summary>
    /// <remarks>OK is no meaning of an exception: the client would take what it has for all there is.</remarks>
    public RpcException? MeaningOf(Exception exception) =>
        (exception as RpcException ?? Runtime.Options.Exceptions.Find(exception, this)) is { StatusCode: not StatusCode.OK } meant ? meant : null;

    /// <summary>What the client is told of an exception that the server did not foresee.</summary>
    public RpcException Unmapped(Exception exception)
    {
        string detail = Runtime.Options.EnableDetailedErrors
            ? $"Exception was thrown by handler. {exception.GetType().Name}: {exception.Message}"
            : "Exception was thrown by handler.";
        return new RpcException(new Status(StatusCode.Unknown, detail, exception));
    }

    /// <summary>
    /// Sends the status, unless that has been done. Called by the flow that runs the call, when its handler is done. How the call
    /// was ended counts before it: a handler that sees its token may stop half-way and return as if it were done.
    /// </summary>
    /// <remarks>The server completes the response when the request delegate returns.</remarks>
    public void Finish(Status status, Metadata? trailers)
    {
        if (_gate.TryClose())
        {
            Respond(Ended?.Status ?? status, trailers);
        }
    }

    /// <summary>Lets go of all that could still touch the request; must be done before the server may reuse it.</summary>
    public ValueTask DisposeAsync()
    {
        // Set as well as read: whoever still asks for the token after the call is over must not register any more.
        bool watchedEnds = Interlocked.Exchange(ref _watchesEnds, true);
        return !watchedEnds && _deadlineTimer is null && _readWatch is null && _writeWatch is null ? default : LetGoAsync(watchedEnds);
    }

    private async ValueTask LetGoAsync(bool watchedEnds)
    {
        if (_deadlineTimer is not null)
        {
            await _deadlineTimer.DisposeAsync();
        }

        if (_readWatch is not null)
        {
            await _readWatch.DisposeAsync();
        }

        if (_writeWatch is not null)
        {
            await _writeWatch.DisposeAsync();
        }

        if (watchedEnds)
        {
            await _abortedRegistration.DisposeAsync();
            await _endingRegistration.DisposeAsync();
        }
    }

    /// <summary>Ends the wait for more of the request that is under way, or else the next one, with nothing read.</summary>
    public void StopReading()
    {
        try
        {
            Http.Request.BodyReader.CancelPendingRead();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The stream has been reset at the same time, so the read ends by itself. ConnectionAbortedException is one of these.
        }
    }

    private StallWatch ReadWatch => _readWatch ??= CreateWatch();

    private StallWatch WriteWatch => _writeWatch ??= CreateWatch();

    private StallWatch CreateWatch() => new(Runtime.Time, Runtime.Options.StallTimeout, OnStalled);

    private void OnStalled()
    {
        if (Ended is { } end)
        {
            GrpcServerLog.StatusUndeliverable(Runtime.Logger, Method, end.Reason);
        }
        else
        {
            GrpcServerLog.Stalled(Runtime.Logger, Method, Peer, Runtime.Options.StallTimeout);
            End(CallEnd.Stalled);
        }

        // RFC 9113, section 6.9: HEADERS may pass a closed flow-control window, but not the data before them. A reset may.
        // The request is still ours: DisposeAsync waits for this method before the server gets it back.
        Http.Features.Get<IHttpResetFeature>()?.Reset((int)Http2ErrorCode.Cancel);
    }

    /// <summary>Writes the status, unless there is nobody any more to have it.</summary>
    private bool Respond(Status status, Metadata? trailers)
    {
        if (Ended is { CanRespond: false })
        {
            return false;
        }

        _batch?.Close();
        ResponseTrailer.Write(this, status, trailers);
        return true;
    }

    /// <summary>Sends the status while the handler still runs.</summary>
    private async ValueTask RespondEarlyAsync(Status status)
    {
        if (!Respond(status, null))
        {
            return;
        }

        StallWatch watch = WriteWatch;
        watch.Begin();
        watch.Shorten(EndGrace);
        try
        {
            await Http.Response.CompleteAsync();
        }
        catch (Exception e)
        {
            // The connection is lost. The wait for the handler goes on all the same.
            GrpcServerLog.ResponseFailed(Runtime.Logger, Method, e);
        }

        watch.End();
    }
}
