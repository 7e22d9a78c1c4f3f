using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host;

/// <summary>What differs between the gRPC stacks; this is protobuf-net.Grpc on Grpc.AspNetCore.</summary>
internal static class GrpcStackAdapter
{
    /// <summary>Not known here: -1.</summary>
    public static (long Messages, long Bytes) Sent(this ServerCallContext context)
    {
        _ = context;
        return (-1, -1);
    }

    /// <summary>Not known here: -1.</summary>
    public static long Received(this ServerCallContext context)
    {
        _ = context;
        return -1;
    }

    /// <summary>Not possible here: with such a hint nothing is sent until the end, however long the stream is.</summary>
    public static void AllowBuffering(this ServerCallContext context) => _ = context;

    /// <summary>The status that a call ends with if its handler ends with <paramref name="exception"/>, or without one, now.</summary>
    public static StatusCode StatusCodeOf(this ServerCallContext context, Exception? exception) => exception switch
    {
        _ when context.Deadline <= DateTime.UtcNow => StatusCode.DeadlineExceeded,
        _ when context.CancellationToken.IsCancellationRequested => StatusCode.Cancelled,
        null => context.Status.StatusCode,
        RpcException rpc => rpc.StatusCode,
        _ => StatusCode.Unknown,
    };

    /// <summary>Not possible here: what is left when the drain is over is cut off with its connection.</summary>
    public static void EndAllCalls(this IServiceProvider services, string reason)
    {
        _ = services;
        _ = reason;
    }

    /// <summary>Health and reflection are those of the built-in stack: nothing here.</summary>
    public static void AddHealthAndReflection(this IServiceCollection services) => _ = services;

    /// <summary>Health and reflection are those of the built-in stack: nothing here.</summary>
    public static void MapHealthAndReflection(this IEndpointRouteBuilder routes) => _ = routes;

    /// <summary>Turns off the data rates, which would end a slow stream's whole connection. Nothing times single streams here.</summary>
    public static void SetGrpcLimits(this KestrelServerOptions kestrel)
    {
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
    }
}
