namespace CodeFirst.Grpc.Client;

/// <summary>Makes a channel's calls.</summary>
internal sealed class HttpInvoker(GrpcChannel channel) : CallInvoker
{
    public override Task<TResponse> UnaryAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        return UnaryCall.RunAsync(channel, method, request, context);
    }

    public override IAsyncEnumerable<TResponse> ServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ServerStreamingCall<TRequest, TResponse>(channel, method, request, context);
    }

    public override Task<TResponse> ClientStreamingAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return ClientStreamingCall.RunAsync(channel, method, requests, context);
    }

    public override IAsyncEnumerable<TResponse> DuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return new DuplexStreamingCall<TRequest, TResponse>(channel, method, requests, context);
    }
}
