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
            (request, context) => registration.Resolve(ServerCall.From(context).Http).UnaryServerHandler(request, context, next));

    public static ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (request, stream, context) => registration.Resolve(ServerCall.From(context).Http).ServerStreamingServerHandler(request, stream, context, next));

    public static ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (requests, context) => registration.Resolve(ServerCall.From(context).Http).ClientStreamingServerHandler(requests, context, next));

    public static DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(
        InterceptorCollection interceptors,
        DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        interceptors.Reverse().Aggregate(handler, (next, registration) =>
            (requests, responses, context) => registration.Resolve(ServerCall.From(context).Http).DuplexStreamingServerHandler(requests, responses, context, next));
}
