using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirst.Grpc.Server;

/// <summary>Sets up Kestrel for gRPC.</summary>
public static class KestrelLimitsExtensions
{
    /// <summary>
    /// Turns Kestrel's data rates off. Where one stream is slow they reset the whole HTTP/2 connection with every other
    /// call on it, and they cannot be lifted for single requests. <see cref="GrpcServiceOptions.StallTimeout"/> takes their place: it
    /// resets the one stream.
    /// </summary>
    public static void UseGrpcLimits(this KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;

        // One call's message has a limit of its own, GrpcServiceOptions.MaxReceiveMessageSize; a body is many messages.
        options.Limits.MaxRequestBodySize = null;
    }
}
