namespace Tests.InteropServer;

/// <summary>What the server tells on stderr, one line each.</summary>
internal sealed class ServerLog : Interceptor
{
    /// <summary>How the line begins that tells of a client turned away in the handshake.</summary>
    public const string Refused = "refused a client ";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        return continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        try
        {
            return await continuation(requestStream, context);
        }
        catch (IOException e)
        {
            throw ClientIsGone(e);
        }
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        return continuation(request, responseStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (IOException e)
        {
            throw ClientIsGone(e);
        }
    }

    // A client that cancels resets its stream. When a handler hears of that sooner than its token does, Grpc.AspNetCore takes it for the
    // handler's own failure and logs an error.
    private static RpcException ClientIsGone(IOException e) => new(new Status(StatusCode.Cancelled, e.Message));

    // Before the handler runs: no such line, no handler.
    private static void Tell(ServerCallContext context) => Console.Error.WriteLine($"call {context.Method}");
}
