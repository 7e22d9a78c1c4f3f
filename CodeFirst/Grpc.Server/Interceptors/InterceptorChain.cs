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
}
