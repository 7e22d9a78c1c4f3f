using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Services;

/// <summary>
/// Ends calls whose map fails them: with UNAVAILABLE when it cannot be read for now, with DATA_LOSS when it cannot be read at all, with ABORTED when a
/// watch must begin anew. Of DATA_LOSS the client is told which map; the log has the file and what is wrong with it.
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

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) => ExplainAsync(() => continuation(request, responseStream, context), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) => ExplainAsync(() => continuation(requestStream, responseStream, context), context);

    private async Task<TResponse> ExplainAsync<TResponse>(Task<TResponse> response, ServerCallContext context)
    {
        await ExplainAsync(() => response, context);
        return await response;
    }

    private async Task ExplainAsync(Func<Task> call, ServerCallContext context)
    {
        try
        {
            await call();
        }
        catch (MapReadException e) when (e.IsTemporary)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, e.Message, e));
        }
        catch (MapReadException e)
        {
            string name = maps.Choose(new CallContext(this, context)).Name;
            Unreadable(_logger, name, e);
            throw new RpcException(new Status(StatusCode.DataLoss, $"the map '{name}' cannot be read; the server's log says why", e));
        }
        catch (WatcherBehindException e)
        {
            throw new RpcException(new Status(StatusCode.Aborted, $"{e.Message}; watch again since {e.Since} to go on"));
        }
        catch (MapReplacedException e)
        {
            throw new RpcException(new Status(StatusCode.Aborted, $"{e.Message}; watch again"));
        }
    }

    [LoggerMessage(21, LogLevel.Error, "the map={Name} cannot be read")]
    private static partial void Unreadable(ILogger logger, string name, Exception exception);
}
