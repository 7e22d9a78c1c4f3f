namespace CodeFirstSatellite.Host.Serving;

/// <summary>
/// Gives calls the status of what ended them. A handler whose token is cancelled fails of that in one way or another, or returns half-way;
/// its client and the log are told of the deadline, the drain or the client itself instead.
/// </summary>
internal sealed class CallEndInterceptor(CallDrain drain, TimeProvider time) : Interceptor
{
    // Most responses come at once: only the deadline can have passed then.
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        CallLifetime lifetime = Begin(context);
        try
        {
            Task<TResponse> response = continuation(request, context);
            if (!response.IsCompletedSuccessfully || lifetime.IsLate)
            {
                return FollowAsync(lifetime, response);
            }

            lifetime.Dispose();
            return response;
        }
        catch (Exception) when (lifetime.Close() is { } end)
        {
            throw new RpcException(end);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        TResponse? response = null;
        await RunAsync(context, async () => response = await continuation(requestStream, context));
        return response!;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) => RunAsync(context, () => continuation(request, responseStream, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) => RunAsync(context, () => continuation(requestStream, responseStream, context));

    private static async Task<TResponse> FollowAsync<TResponse>(CallLifetime lifetime, Task<TResponse> handling)
    {
        using (lifetime)
        {
            TResponse response;
            try
            {
                response = await handling;
            }
            catch (Exception) when (lifetime.Close() is { } end)
            {
                throw new RpcException(end);
            }

            return lifetime.IsLate ? throw new RpcException(CallLifetime.Late) : response;
        }
    }

    private async Task RunAsync(ServerCallContext context, Func<Task> handle)
    {
        using CallLifetime lifetime = Begin(context);
        try
        {
            await handle();
        }
        catch (Exception) when (lifetime.Close() is { } end)
        {
            throw new RpcException(end);
        }

        // A stream may have stopped half-way as if it were done.
        if (lifetime.Close() is { } over)
        {
            throw new RpcException(over);
        }
    }

    private CallLifetime Begin(ServerCallContext context) => CallLifetime.Begin(context, time, drain.Over);
}
