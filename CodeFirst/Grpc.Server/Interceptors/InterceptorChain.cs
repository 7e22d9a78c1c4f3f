namespace CodeFirst.Grpc.Server;

/// <summary>Puts interceptors around a method's handler: once per method, not once per call.</summary>
internal static class InterceptorChain
{
    public static UnaryServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (request, context) => registration.Resolve(ServerCall.From(context).Http).UnaryServerHandler(request, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.UnaryServerHandler)));

    public static ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (request, stream, context) => registration.Resolve(ServerCall.From(context).Http).ServerStreamingServerHandler(request, stream, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.ServerStreamingServerHandler)));

    public static ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (requests, context) => registration.Resolve(ServerCall.From(context).Http).ClientStreamingServerHandler(requests, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.ClientStreamingServerHandler)));

    public static DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (requests, responses, context) => registration.Resolve(ServerCall.From(context).Http).DuplexStreamingServerHandler(requests, responses, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.DuplexStreamingServerHandler)));

    private static InvalidOperationException NoTask(InterceptorRegistration interceptor, string method) =>
        new($"The interceptor '{interceptor.Type}' returned null instead of a task from {method}.");
}
