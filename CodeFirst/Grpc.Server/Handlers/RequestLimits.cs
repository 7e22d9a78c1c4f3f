using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CodeFirst.Grpc.Server;

/// <summary>Limits of HTTP servers that a call is not subject to, however the application has set them.</summary>
internal static class RequestLimits
{
    /// <summary>Lifts what would end a call for being slow; <see cref="GrpcServiceOptions.StallTimeout"/> stands in for it.</summary>
    public static void Lift(HttpContext http, MethodType type, bool hasDataRate)
    {
        // Kestrel would reset the whole connection, with every other call on it.
        if (hasDataRate && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (type != MethodType.Unary)
        {
            // A stream may last as long as both sides like.
            http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        }

        if (type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            // A stream has no length that could be too much; each of its messages has.
            body.MaxRequestBodySize = null;
        }
    }
}
