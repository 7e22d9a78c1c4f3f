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

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Tell(context);
        return continuation(requestStream, responseStream, context);
    }

    // Before the handler runs: no such line, no handler.
    private static void Tell(ServerCallContext context) => Console.Error.WriteLine($"call {context.Method}");
}
