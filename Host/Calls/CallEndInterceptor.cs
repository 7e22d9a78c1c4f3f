using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// Ends calls with the right status, and logs them. A handler whose token is cancelled fails in some way, or returns half-way. The status
/// then names the cause: the deadline, the drain or the client. Otherwise a map's failure has a status of its own.
/// </summary>
/// <remarks>One interceptor does both, because each costs a unary call some 3 % of its CPU.</remarks>
internal sealed class CallEndInterceptor(CallLog log, CallDrain drain, MapFailures failures, TimeProvider time) : Interceptor
{
    // Most handlers complete at once; then only the deadline can have passed.
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord? record = log.Begin(context, isStream: false);
        try
        {
            Task<TResponse> response = continuation(request, context);
            bool isDone = response.IsCompletedSuccessfully && !CallLifetime.IsLate(context, time);
            return isDone ? response : FollowAsync(response, context, record);
        }
        catch (Exception e) when (StatusOf(EndOf(context), e, context, record) is { } end)
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
        await RunAsync(context, log.Begin(context, isStream: false), async () => response = await continuation(requestStream, context));
        return response!;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, log.Begin(context, isStream: true), () => continuation(request, responseStream, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, log.Begin(context, isStream: true), () => continuation(requestStream, responseStream, context));

    private async Task<TResponse> FollowAsync<TResponse>(Task<TResponse> handling, ServerCallContext context, CallRecord? record)
    {
        TResponse response;
        try
        {
            // A handler that still runs when the drain is over is abandoned: the process is about to end.
            response = await handling.WaitAsync(drain.Over);
        }
        catch (Exception e) when (StatusOf(EndOf(context), e, context, record) is { } end)
        {
            throw new RpcException(end);
        }

        return CallLifetime.IsLate(context, time) ? throw Ended(CallLifetime.Late, record) : response;
    }

    private async Task RunAsync(ServerCallContext context, CallRecord? record, Func<Task> handle)
    {
        using var lifetime = CallLifetime.Begin(context, time, drain.Over);
        try
        {
            await handle();
        }
        catch (Exception e) when (StatusOf(lifetime.Close(), e, context, record) is { } end)
        {
            throw new RpcException(end);
        }

        // A stream may have stopped half-way without an error.
        if (lifetime.Close() is { } over)
        {
            throw Ended(over, record);
        }
    }

    private static RpcException Ended(Status end, CallRecord? record)
    {
        record?.Fail(end.StatusCode);
        return new RpcException(end);
    }

    /// <summary>
    /// The status to replace a handler's exception with; null to keep the exception. The log has the exception in any case.
    /// </summary>
    private Status? StatusOf(Status? end, Exception exception, ServerCallContext context, CallRecord? record)
    {
        Status? status = end ?? failures.StatusOf(exception, context);
        record?.Fail(status?.StatusCode ?? (exception as RpcException)?.StatusCode ?? StatusCode.Unknown);
        return status;
    }

    private Status? EndOf(ServerCallContext context) =>
        CallLifetime.EndOf(context, time, context.GetHttpContext().RequestAborted, drain.Over);
}
