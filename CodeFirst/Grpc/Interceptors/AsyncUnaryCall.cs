using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc;

/// <summary>A call of one request and one response that has been started.</summary>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncUnaryCall<TResponse>(
    Task<TResponse> responseAsync,
    Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc,
    Action disposeAction) : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction)
{
    /// <summary>The response, or how the call failed.</summary>
    public Task<TResponse> ResponseAsync { get; } = responseAsync ?? throw new ArgumentNullException(nameof(responseAsync));

    /// <summary>Lets the call be awaited for its response.</summary>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();
}
