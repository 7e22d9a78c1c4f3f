using System.Diagnostics;
using CodeFirstSatellite.Host.Logging;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>
/// Says on the span of a request what call it was (https://opentelemetry.io/docs/specs/semconv/rpc/grpc). ASP.NET Core makes the span and
/// knows only HTTP.
/// </summary>
internal static class CallSpan
{
    public static void Describe(Activity span, CallRecord call)
    {
        if (!span.IsAllDataRequested)
        {
            return;
        }

        // Grpc.AspNetCore's older names for the same.
        span.SetTag("grpc.method", null);
        span.SetTag("grpc.status_code", null);

        string status = StatusName.Of(call.Status);
        span.DisplayName = call.MethodName;
        span.SetTag("rpc.system.name", "grpc");
        span.SetTag("rpc.method", call.MethodName);
        span.SetTag("rpc.response.status_code", status);
        span.SetTag("satellite.map", call.Map);
        span.SetTag("satellite.images", call.Images);
        span.SetTag("satellite.image.io", call.Bytes);
        if (CallFailures.IsServers(call.Status))
        {
            span.SetTag(CallFailures.Attribute, status);
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
