
namespace CodeFirstSatellite.Host.Logging;

/// <summary>Logs one line per call, when its response is complete.</summary>
internal sealed class CallLogInterceptor(ILoggerFactory loggers, TimeProvider time) : Interceptor
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Call);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord record = CallRecord.Begin(_logger, time, context, request);
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e)
        {
            record.StatusCode = context.StatusCodeOf(e);
            throw;
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord record = CallRecord.Begin(_logger, time, context, request);
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e)
        {
            record.StatusCode = context.StatusCodeOf(e);
            throw;
        }
    }
}
