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
        return path is null || context.Features.Get<IHttpRequestFeature>()!.RawTarget == path
            ? next(context)
            : TrailersOnly.EndAsync(context, StatusCode.Unimplemented, "Method is unimplemented.");
    }
}
