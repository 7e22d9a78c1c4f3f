using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// Gives calls the status of what ended them, and logs them. A handler whose token is cancelled fails of that in one way or another, or
/// returns half-way; its client and the log are told of the deadline, the drain or the client itself instead. Else a map's failure has a
/// status of its own.
/// </summary>
/// <remarks>One for both, because grpc-dotnet makes each interceptor cost a unary call some 3 % of its CPU.</remarks>
internal sealed class CallEndInterceptor(CallLog log, CallDrain drain, MapFailures failures, TimeProvider time) : Interceptor
{
    // Most responses come at once: only the deadline can have passed then.
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation)
    {
        CallRecord? record = log.Begin(context, request);
        try
        {
            Task<TResponse> response = continuation(request, context);
            return response.IsCompletedSuccessfully && !CallLifetime.IsLate(context, time) ? response : FollowAsync(response, context, record);
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
        await RunAsync(context, log.Begin(context), async () => response = await continuation(requestStream, context));
        return response!;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, log.Begin(context, request), () => continuation(request, responseStream, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        RunAsync(context, log.Begin(context), () => continuation(requestStream, responseStream, context));

    private async Task<TResponse> FollowAsync<TResponse>(Task<TResponse> handling, ServerCallContext context, CallRecord? record)
    {
        TResponse response;
        try
        {
            // A handler that still waits when the drain is over is left to itself: the process is about to end.
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

        // A stream may have stopped half-way as if it were done.
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

    /// <summary>What a handler's failure is told as; null when as it is. The log has it in any case.</summary>
    private Status? StatusOf(Status? end, Exception exception, ServerCallContext context, CallRecord? record)
    {
        Status? status = end ?? failures.StatusOf(exception, context);
        record?.Fail(status?.StatusCode ?? (exception as RpcException)?.StatusCode ?? StatusCode.Unknown);
        return status;
    }

    private Status? EndOf(ServerCallContext context) =>
        CallLifetime.EndOf(context, time, context.GetHttpContext().RequestAborted, drain.Over);
}
