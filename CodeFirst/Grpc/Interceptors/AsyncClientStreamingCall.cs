using System.Runtime.CompilerServices;

namespace CodeFirst.Grpc;

/// <summary>A call of a stream of requests and one response that has been started.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncClientStreamingCall<TRequest, TResponse>(
    IClientStreamWriter<TRequest> requestStream,
    Task<TResponse> responseAsync,
    Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc,
    Action disposeAction) : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction)
{
    /// <summary>Where the requests go. Writing to it after the server has ended the call throws <see cref="OperationCanceledException"/>.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; } = requestStream ?? throw new ArgumentNullException(nameof(requestStream));

    /// <summary>The response, or how the call failed.</summary>
    public Task<TResponse> ResponseAsync { get; } = responseAsync ?? throw new ArgumentNullException(nameof(responseAsync));

    /// <summary>Lets the call be awaited for its response.</summary>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();
}
