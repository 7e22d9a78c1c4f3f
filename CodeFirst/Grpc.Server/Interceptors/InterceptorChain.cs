namespace CodeFirst.Grpc.Server;

/// <summary>Puts interceptors around a method's handler: once per method, not once per call.</summary>
internal static class InterceptorChain
{
    public static UnaryServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ServerRuntime runtime, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        runtime.Options.Interceptors.Reverse().Aggregate(handler, (next, registration) =>
        {
            var source = new InterceptorSource<Func<TRequest, ServerCallContext, UnaryServerMethod<TRequest, TResponse>, Task<TResponse>>>(
                registration, runtime.Singletons, static interceptor => interceptor.UnaryServerHandler);
            return (request, context) => source.Get(ServerCall.From(context).Http)(request, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.UnaryServerHandler));
        });

    public static ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ServerRuntime runtime, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        runtime.Options.Interceptors.Reverse().Aggregate(handler, (next, registration) =>
        {
            var source = new InterceptorSource<Func<TRequest, IServerStreamWriter<TResponse>, ServerCallContext, ServerStreamingServerMethod<TRequest, TResponse>, Task>>(
                registration, runtime.Singletons, static interceptor => interceptor.ServerStreamingServerHandler);
            return (request, stream, context) => source.Get(ServerCall.From(context).Http)(request, stream, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.ServerStreamingServerHandler));
        });

    public static ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ServerRuntime runtime, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        runtime.Options.Interceptors.Reverse().Aggregate(handler, (next, registration) =>
        {
            var source = new InterceptorSource<Func<IAsyncStreamReader<TRequest>, ServerCallContext, ClientStreamingServerMethod<TRequest, TResponse>, Task<TResponse>>>(
                registration, runtime.Singletons, static interceptor => interceptor.ClientStreamingServerHandler);
            return (requests, context) => source.Get(ServerCall.From(context).Http)(requests, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.ClientStreamingServerHandler));
        });

    public static DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ServerRuntime runtime, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        runtime.Options.Interceptors.Reverse().Aggregate(handler, (next, registration) =>
        {
            var source = new InterceptorSource<Func<IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, DuplexStreamingServerMethod<TRequest, TResponse>, Task>>(
                registration, runtime.Singletons, static interceptor => interceptor.DuplexStreamingServerHandler);
            return (requests, responses, context) => source.Get(ServerCall.From(context).Http)(requests, responses, context, next)
                ?? throw NoTask(registration, nameof(Interceptor.DuplexStreamingServerHandler));
        });

    private static InvalidOperationException NoTask(InterceptorRegistration interceptor, string method) =>
        new($"The interceptor '{interceptor.Type}' returned null instead of a task from {method}.");
}
