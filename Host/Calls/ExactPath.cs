using System.Globalization;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>
/// Answers UNIMPLEMENTED to a call that spells the path of a method otherwise: with escapes, dots, other letter case or a query. The server
/// decodes paths and routes them in any case, which gRPC does not have, and a proxy that decides by path would be got round.
/// </summary>
internal static class ExactPath
{
    public static Task RequireAsync(HttpContext context, RequestDelegate next)
    {
        string? path = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName;
        return path is null || context.Features.Get<IHttpRequestFeature>()!.RawTarget == path ? next(context) : RefuseAsync(context);
    }

    // A response of trailers alone.
    private static Task RefuseAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentType = "application/grpc";
        headers["grpc-status"] = ((int)StatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = "Method is unimplemented.";
        return Task.CompletedTask;
    }
}
