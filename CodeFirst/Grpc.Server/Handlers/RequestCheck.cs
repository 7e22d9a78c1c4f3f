using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using StatusCodes = Microsoft.AspNetCore.Http.StatusCodes;

namespace CodeFirst.Grpc.Server;

/// <summary>Turns away what is not gRPC, in the words of HTTP.</summary>
internal static class RequestCheck
{
    /// <summary>Whether this is a gRPC request; if not, the response says why.</summary>
    public static bool IsGrpc(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            // RFC 9110, section 15.5.22: the answer names the protocol to come back with.
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "HTTP/2";
            return false;
        }

        if (!GrpcContentType.IsGrpc(http.Request.ContentType))
        {
            // gRPC over HTTP/2, "Content-Type".
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        return true;
    }
}
