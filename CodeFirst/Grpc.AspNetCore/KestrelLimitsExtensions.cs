using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Sets up Kestrel for gRPC.</summary>
public static class KestrelLimitsExtensions
{
    /// <summary>
    /// Turns Kestrel's data rates off: they reset the whole HTTP/2 connection if one stream is slow, where
    /// <see cref="CompiledContractsOptions.StallTimeout"/> resets that stream alone. Also turns keep-alive pings on, which find a vanished
    /// client within 2 minutes, lifts the limit of request bodies, and takes header values of any bytes.
    /// </summary>
    public static void UseGrpcLimits(this KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;

        // Messages have a limit of their own, MaxReceiveMessageSize; a body may be any number of them.
        options.Limits.MaxRequestBodySize = null;

        // Calls may be silent for any time, so nothing else would find a vanished client. Generous, since a client that does not answer
        // loses all calls of its connection.
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromMinutes(1);

        // gRPC over HTTP/2, "Custom-Metadata": values beyond ASCII should not be sent, but are no error. Latin-1 maps each byte to a
        // character and back, so they can be echoed.
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
