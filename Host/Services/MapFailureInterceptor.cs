using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// Ends calls whose map cannot be read with DATA_LOSS, or with UNAVAILABLE where that may pass. The client is told which map; the log has
/// the file and what is wrong with it.
/// </summary>
internal sealed partial class MapFailureInterceptor(MapDirectory maps, ILoggerFactory loggers) : Interceptor
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Host);

    // Most images come at once, and cost nothing here then.
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Task<TResponse> response = continuation(request, context);
        return response.IsCompletedSuccessfully ? response : ExplainAsync(response, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) => ExplainAsync(continuation(requestStream, context), context);

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (MapReadException e)
        {
            throw Explain(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (MapReadException e)
        {
            throw Explain(e, context);
        }
    }

    private async Task<TResponse> ExplainAsync<TResponse>(Task<TResponse> response, ServerCallContext context)
    {
        try
        {
            return await response;
        }
        catch (MapReadException e)
        {
            throw Explain(e, context);
        }
    }

    private RpcException Explain(MapReadException exception, ServerCallContext context)
    {
        if (exception.IsTemporary)
        {
            // Whoever waits for the database to come back has said so once, not with every call.
            return new RpcException(new Status(StatusCode.Unavailable, exception.Message, exception));
        }

        string name = maps.Choose(new CallContext(this, context)).Name;
        Unreadable(_logger, name, exception);
        return new RpcException(new Status(StatusCode.DataLoss, $"the map '{name}' cannot be read; the server's log says why", exception));
    }

    [LoggerMessage(21, LogLevel.Error, "the map={Name} cannot be read")]
    private static partial void Unreadable(ILogger logger, string name, Exception exception);
}
