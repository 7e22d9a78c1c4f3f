
namespace CodeFirstSatellite.Host.Logging;

/// <summary>Logs one line per call, when its response is complete.</summary>
internal sealed class CallLogInterceptor(ILoggerFactory loggers, TimeProvider time) : Interceptor
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Call);

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation) =>
        FollowAsync(context, request, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        FollowAsync(context, null, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        FollowAsync(context, request, () => continuation(request, responseStream, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        FollowAsync(context, null, () => continuation(requestStream, responseStream, context));

    private Task<bool> FollowAsync(ServerCallContext context, object? request, Func<Task> call) =>
        FollowAsync(context, request, async () =>
        {
            await call();
            return true;
        });

    private async Task<TResult> FollowAsync<TResult>(ServerCallContext context, object? request, Func<Task<TResult>> call)
    {
        CallRecord record = CallRecord.Begin(_logger, time, context, request);
        try
        {
            // Called in here: an interceptor that refuses a call may throw before it has a task to give.
            return await call();
        }
        catch (Exception e)
        {
            record.StatusCode = context.StatusCodeOf(e);
            throw;
        }
    }
}
