namespace CodeFirst.Grpc;

/// <summary>Calls a service object's method of one request and one response.</summary>
public delegate Task<TResponse> UnaryHandler<in TService, in TRequest, TResponse>(TService service, TRequest request, ServerCallContext context);

/// <summary>Calls a service object's method of one request and a stream of responses.</summary>
public delegate IAsyncEnumerable<TResponse> ServerStreamingHandler<in TService, in TRequest, out TResponse>(TService service, TRequest request, ServerCallContext context);

/// <summary>Calls a service object's method of a stream of requests and one response.</summary>
public delegate Task<TResponse> ClientStreamingHandler<in TService, in TRequest, TResponse>(TService service, IAsyncEnumerable<TRequest> requests, ServerCallContext context);

/// <summary>Calls a service object's method of a stream each way.</summary>
public delegate IAsyncEnumerable<TResponse> DuplexStreamingHandler<in TService, in TRequest, out TResponse>(TService service, IAsyncEnumerable<TRequest> requests, ServerCallContext context);

/// <summary>Receives the methods of a contract with their handlers; what a generated server binding speaks to.</summary>
/// <typeparam name="TService">The contract interface.</typeparam>
public abstract class ServiceBinder<TService>
    where TService : class
{
    /// <summary>Receives a method of one request and one response.</summary>
    public abstract void Unary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryHandler<TService, TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of one request and a stream of responses.</summary>
    public abstract void ServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingHandler<TService, TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of a stream of requests and one response.</summary>
    public abstract void ClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingHandler<TService, TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class;

    /// <summary>Receives a method of a stream each way.</summary>
    public abstract void DuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingHandler<TService, TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class;
}
