namespace CodeFirst.Grpc;

/// <summary>A call of a stream each way that has been started.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public sealed class AsyncDuplexStreamingCall<TRequest, TResponse>(
    IClientStreamWriter<TRequest> requestStream,
    IAsyncStreamReader<TResponse> responseStream,
    Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc,
    Action disposeAction) : AsyncCall(responseHeadersAsync, getStatusFunc, getTrailersFunc, disposeAction)
{
    /// <summary>Where the requests go. Writing to it after the server has ended the call throws <see cref="OperationCanceledException"/>.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; } = requestStream ?? throw new ArgumentNullException(nameof(requestStream));

    /// <summary>The responses.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; } = responseStream ?? throw new ArgumentNullException(nameof(responseStream));
}
