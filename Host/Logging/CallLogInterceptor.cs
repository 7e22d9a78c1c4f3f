namespace CodeFirstSatellite.Host.Logging;

/// <summary>Logs one line per call, when its response is complete.</summary>
internal sealed class CallLogInterceptor(ILoggerFactory loggers, TimeProvider time) : Interceptor
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Call);

    // One response at once is what most calls are: where nobody reads their lines they cost nothing here.
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (Begin(context, request) is not { } record)
        {
            return continuation(request, context);
        }

        try
        {
            Task<TResponse> response = continuation(request, context);
            return response.IsCompletedSuccessfully ? response : FollowAsync(record, response);
        }
        catch (Exception e) when (Note(record, e))
        {
            throw;
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord? record = Begin(context, null);
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e) when (Note(record, e))
        {
            throw;
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord? record = Begin(context, request);
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (Note(record, e))
        {
            throw;
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord? record = Begin(context, null);
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e) when (Note(record, e))
        {
            throw;
        }
    }

    private static async Task<TResponse> FollowAsync<TResponse>(CallRecord record, Task<TResponse> response)
    {
        try
        {
            return await response;
        }
        catch (Exception e) when (Note(record, e))
        {
            throw;
        }
    }

    private CallRecord? Begin(ServerCallContext context, object? request) =>
        _logger.IsEnabled(LogLevel.Information) ? CallRecord.Begin(_logger, time, context, request) : null;

    /// <summary>Notes how a call failed, as its exception passes; never catches it.</summary>
    private static bool Note(CallRecord? record, Exception exception)
    {
        record?.Fail(exception);
        return false;
    }
}
