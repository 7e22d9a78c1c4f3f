namespace CodeFirst.Grpc.Client;

/// <summary>Runs calls of a stream of requests and one response.</summary>
internal static class ClientStreamingCall
{
    public static Task<TResponse> RunAsync<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
        where TRequest : class
        where TResponse : class =>
        SingleResponse.GetAsync(channel, method, new RequestStreamContent<TRequest>(method, method.RequestSerializer, requests, new RequestEncoding(channel, method, context)), context);
}
