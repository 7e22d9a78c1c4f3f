namespace CodeFirst.Grpc;

/// <summary>The call that a client is about to make, as its interceptors see it.</summary>
/// <param name="method">The method called.</param>
/// <param name="host">Kept for source compatibility with gRPC for .NET; always null, since a channel has one address.</param>
/// <param name="options">What the caller asks for; an interceptor may hand on others.</param>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public readonly struct ClientInterceptorContext<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    where TRequest : class
    where TResponse : class
{
    /// <summary>The method called.</summary>
    public Method<TRequest, TResponse> Method { get; } = method;

    /// <summary>Always null.</summary>
    public string? Host { get; } = host;

    /// <summary>What the caller asks for.</summary>
    public CallOptions Options { get; } = options;
}
