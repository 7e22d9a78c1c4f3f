using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>The distributed trace that a call belongs to.</summary>
internal static class CallTrace
{
    /// <summary>
    /// The trace id, as 32 hex digits: of the Host's own span if calls are traced, else of the caller's <c>traceparent</c> header
    /// (https://www.w3.org/TR/trace-context). Null if neither is there.
    /// </summary>
    public static string? IdOf(HttpContext http)
    {
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            return activity.TraceId.ToHexString();
        }

        return http.Request.Headers.TraceParent is { Count: 1 } parent
            && ActivityContext.TryParse(parent[0], null, out ActivityContext caller)
            ? caller.TraceId.ToHexString()
            : null;
    }
}
