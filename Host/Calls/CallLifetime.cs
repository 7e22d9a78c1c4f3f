using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// The lifetime of a streaming call. It ends when the client leaves, the deadline passes or the drain is over. It replaces the request's
/// own lifetime, so each of these cancels the token that handlers get.
/// </summary>
internal sealed class CallLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly ServerCallContext _call;
    private readonly IHttpRequestLifetimeFeature _request;
    private readonly TimeProvider _time;
    private readonly CancellationToken _drained;

    // Made on first use.
    private CancellationTokenSource? _end;
    private CancellationTokenRegistration _onAborted;
    private CancellationTokenRegistration _onDrained;

    private CallLifetime(ServerCallContext call, IHttpRequestLifetimeFeature request, TimeProvider time, CancellationToken drained)
    {
        _call = call;
        _request = request;
        _time = time;
        _drained = drained;
    }

    /// <summary>The status of a call whose deadline has passed, in Grpc.AspNetCore's words.</summary>
    public static Status Late { get; } = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    public CancellationToken RequestAborted
    {
        get
        {
            if (Volatile.Read(ref _end) is { } existing)
            {
                return existing.Token;
            }

            var made = new CancellationTokenSource();
            if (Interlocked.CompareExchange(ref _end, made, null) is { } other)
            {
                return other.Token;
            }

            _onAborted = _request.RequestAborted.UnsafeRegister(Cancel, made);
            _onDrained = _drained.UnsafeRegister(Cancel, made);
            return made.Token;
        }
        set => throw new NotSupportedException("the token of a call that has begun cannot be replaced");
    }

    /// <summary>Whether a call's deadline has passed by the clock; on a busy machine its timer fires later.</summary>
    public static bool IsLate(ServerCallContext call, TimeProvider time) =>
        call.Deadline != DateTime.MaxValue && call.Deadline <= time.GetUtcNow().UtcDateTime;

    /// <summary>The status for what ended a call, whatever its handler did then; null if only the handler ended it.</summary>
    public static Status? EndOf(ServerCallContext call, TimeProvider time, CancellationToken aborted, CancellationToken drained) =>
        IsLate(call, time) ? Late
        : drained.IsCancellationRequested ? new Status(StatusCode.Unavailable, "the server is shutting down")
        : aborted.IsCancellationRequested ? new Status(StatusCode.Cancelled, "the client has left")

        // A timer may fire early by its resolution.
        : call.CancellationToken.IsCancellationRequested ? Late
        : null;

    /// <summary>Gives a call this lifetime. Dispose it when the handler has finished.</summary>
    public static CallLifetime Begin(ServerCallContext call, TimeProvider time, CancellationToken drained)
    {
        IFeatureCollection features = call.GetHttpContext().Features;
        var lifetime = new CallLifetime(call, features.GetRequiredFeature<IHttpRequestLifetimeFeature>(), time, drained);
        features.Set<IHttpRequestLifetimeFeature>(lifetime);
        return lifetime;
    }

    public void Abort() => _request.Abort();

    /// <summary>Disposes the lifetime. Returns the status for what ended the call; null if only the handler ended it.</summary>
    public Status? Close()
    {
        Status? end = EndOf(_call, _time, _request.RequestAborted, _drained);
        Dispose();
        return end;
    }

    /// <summary>Stops waiting for what would end the call. The token stays usable.</summary>
    public void Dispose()
    {
        _onAborted.Dispose();
        _onDrained.Dispose();
    }

    private static void Cancel(object? source) => ((CancellationTokenSource)source!).Cancel();
}
