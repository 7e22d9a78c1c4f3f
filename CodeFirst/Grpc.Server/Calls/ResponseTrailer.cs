using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using StatusCodes = CodeFirst.Grpc.Protocol.StatusCodes;

namespace CodeFirst.Grpc.Server;

/// <summary>Writes a call's status and trailing metadata.</summary>
/// <remarks>
/// gRPC over HTTP/2, "Responses": after headers they are trailers; where nothing has been sent, one header block that ends
/// the stream carries everything ("Trailers-Only").
/// </remarks>
internal static class ResponseTrailer
{
    public static void Write(ServerCall call, Status status, Metadata? trailers)
    {
        IHeaderDictionary target = call.ResponseStarted
            ? call.Http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : call.Http.Response.Headers;
        Write(target, status);
        if (call.HasResponseTrailers)
        {
            ResponseMetadata.Add(target, call.ResponseTrailers);
        }

        if (trailers is not null)
        {
            ResponseMetadata.Add(target, trailers);
        }
    }

    public static void Write(IHeaderDictionary target, Status status)
    {
        target.GrpcStatus = StatusCodes.Format(status.StatusCode);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            target.GrpcMessage = StatusMessage.Encode(status.Detail);
        }
    }
}
