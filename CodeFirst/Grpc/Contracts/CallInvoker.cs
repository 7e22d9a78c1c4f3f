namespace CodeFirst.Grpc;

/// <summary>Makes calls; what a generated client proxy speaks to.</summary>
public abstract class CallInvoker
{
    /// <summary>Calls a method of one request and one response.</summary>
    /// <exception cref="RpcException">The call ended with a status other than OK.</exception>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public abstract Task<TResponse> UnaryAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallContext context)
        where TRequest : class
        where TResponse : class;

    /// <summary>
    /// Calls a method of one request and a stream of responses. The call starts when the stream is enumerated, ends when
    /// the enumeration does, and can be enumerated once.
    /// </summary>
    public abstract IAsyncEnumerable<TResponse> ServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallContext context)
        where TRequest : class
        where TResponse : class;

    /// <summary>
    /// Calls a method of a stream of requests and one response. Requests are sent as <paramref name="requests"/> yields them,
    /// which is no longer asked once the server has ended the call.
    /// </summary>
    /// <exception cref="RpcException">The call ended with a status other than OK.</exception>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public abstract Task<TResponse> ClientStreamingAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
        where TRequest : class
        where TResponse : class;

    /// <summary>
    /// Calls a method of a stream each way. The call starts when the responses are enumerated, ends when the enumeration
    /// does, and can be enumerated once; requests are sent meanwhile, as <paramref name="requests"/> yields them.
    /// </summary>
    public abstract IAsyncEnumerable<TResponse> DuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
        where TRequest : class
        where TResponse : class;
}
