using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace CodeFirst.Grpc.Server;

/// <summary>Runs the calls of one method. What the kinds of calls have in common is here; each kind is a class of its own.</summary>
internal abstract class CallHandler(Method method, ServerRuntime runtime)
{
    private readonly MessageLimits _limits = runtime.Options.LimitsOf(method);

    protected ServerRuntime Runtime => runtime;

    /// <summary>Runs one call; the request delegate of the method's endpoint.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        if (!RequestCheck.IsGrpc(http))
        {
            return;
        }

        http.Response.ContentType = GrpcContentType.Value;
        if (Refusal(http, out TimeSpan? timeout) is { } refusal)
        {
            GrpcServerLog.CallRefused(runtime.Logger, method.FullName, refusal.Detail);
            ResponseTrailer.Write(http.Response.Headers, refusal);
            return;
        }

        RequestLimits.Lift(http, method.Type, runtime.HasRequestDataRate);
        await using var call = new ServerCall(http, method, runtime, _limits);
        if (timeout is { } time)
        {
            call.StartDeadline(time);
        }

        try
        {
            call.ReadEncodings();
            call.CheckRequestHeaders();
            await RunAsync(call);
        }
        catch (Exception e)
        {
            End(call, e);
        }
    }

    /// <summary>Reads the request, runs the handler and sends what it gives.</summary>
    protected abstract Task RunAsync(ServerCall call);

    private void End(ServerCall call, Exception exception)
    {
        call.NoticeAborted();
        if (call.Ended is { } end)
        {
            if (exception is not OperationCanceledException)
            {
                GrpcServerLog.HandlerFailedAfterEnd(runtime.Logger, method.FullName, exception);
            }

            call.Finish(end.Status, null);
            return;
        }

        RpcException? meant = Meaning(call, ref exception);
        if (meant is not null)
        {
            GrpcServerLog.CallFailed(runtime.Logger, method.FullName, meant.StatusCode, meant.Status.Detail, meant.Status.DebugException ?? (ReferenceEquals(meant, exception) ? null : exception));
        }
        else
        {
            GrpcServerLog.HandlerFailed(runtime.Logger, method.FullName, exception);
            meant = call.Unmapped(exception);
        }

        call.Finish(meant.Status, meant.Trailers);
    }

    private static RpcException? Meaning(ServerCall call, ref Exception exception)
    {
        try
        {
            return call.MeaningOf(exception);
        }
        catch (Exception e)
        {
            // The application's mapping has failed: that is what its developers must see, beside what it was about.
            exception = new AggregateException(e, exception);
            return null;
        }
    }

    private Status? Refusal(HttpContext http, out TimeSpan? timeout)
    {
        timeout = null;

        // Routes match in any case, gRPC's :path does not (gRPC over HTTP/2, "Request-Headers").
        if (!string.Equals(http.Request.Path.Value, method.FullName, StringComparison.Ordinal))
        {
            return UnimplementedEndpoints.Unimplemented(http);
        }

        if (runtime.Calls.End is { } end)
        {
            return end.Status;
        }

        if (http.Request.Headers.GrpcTimeout is { Count: > 0 } values)
        {
            // Running without a limit would be the one thing that the client surely did not ask for. Two of them are none:
            // anyone on the way may join them with a comma.
            string value = values.ToString();
            if (!GrpcTimeout.TryParse(value, out TimeSpan parsed))
            {
                return new Status(StatusCode.Internal, $"the header {GrpcHeaders.Timeout} is '{value}'; it is one to eight digits and one of H M S m u n");
            }

            timeout = parsed;
        }

        return null;
    }
}
