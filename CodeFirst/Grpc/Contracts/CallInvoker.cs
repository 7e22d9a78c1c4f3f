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
}
