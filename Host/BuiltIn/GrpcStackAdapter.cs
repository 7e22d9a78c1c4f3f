using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host;

/// <summary>What differs between the gRPC stacks; this is the built-in one.</summary>
internal static class GrpcStackAdapter
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);

    /// <summary>How many messages a call has sent so far, and their bytes.</summary>
    public static (long Messages, long Bytes) Sent(this ServerCallContext context) => (context.MessagesSent, context.BytesSent);

    /// <summary>How many messages a call has received so far.</summary>
    public static long Received(this ServerCallContext context) => context.MessagesReceived;

    /// <summary>Says that the call's stream never blocks its thread, so that its messages may wait for each other until it has to be waited for.</summary>
    public static void AllowBuffering(this ServerCallContext context) => context.WriteOptions = Buffered;

    /// <summary>The status that a call ends with if its handler ends with <paramref name="exception"/>, or without one, now.</summary>
    public static StatusCode StatusCodeOf(this ServerCallContext context, Exception? exception) => context.StatusOf(exception).StatusCode;

    /// <summary>Ends every call in flight with UNAVAILABLE.</summary>
    public static void EndAllCalls(this IServiceProvider services, string reason) =>
        services.GetRequiredService<GrpcCalls>().EndAll(new Status(StatusCode.Unavailable, reason));

    /// <summary>Adds what <see cref="MapHealthAndReflection"/> needs.</summary>
    public static void AddHealthAndReflection(this IServiceCollection services) =>
        services.AddCodeFirstGrpcHealth().AddCodeFirstGrpcReflection();

    /// <summary>Maps what every gRPC server has, and monitoring and tools need.</summary>
    public static void MapHealthAndReflection(this IEndpointRouteBuilder routes)
    {
        routes.MapCodeFirstGrpcHealthService().WithoutToken();
        routes.MapCodeFirstGrpcReflectionService().WithoutToken();
    }

    /// <summary>Turns off what would end a slow stream's whole connection; the runtime times each stream itself.</summary>
    public static void SetGrpcLimits(this KestrelServerOptions kestrel) => kestrel.UseGrpcLimits();
}
