using System.Globalization;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// Ends a call without a message, before gRPC sees it. Trailers-Only of
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
/// </summary>
internal static class TrailersOnly
{
    /// <param name="http">The call, of which nothing has been answered.</param>
    /// <param name="status">How it ends.</param>
    /// <param name="message">Why, in ASCII without %, which would have to be escaped.</param>
    public static Task EndAsync(HttpContext http, StatusCode status, string message)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers.GrpcStatus = ((int)status).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.GrpcMessage = message;
        return Task.CompletedTask;
    }
}
