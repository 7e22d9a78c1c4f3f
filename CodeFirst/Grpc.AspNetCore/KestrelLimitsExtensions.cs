using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>Sets up Kestrel for gRPC.</summary>
public static class KestrelLimitsExtensions
{
    /// <summary>
    /// Turns Kestrel's data rates off. Where one stream is slow they reset the whole HTTP/2 connection with every other
    /// call on it, and that of responses cannot be lifted for single requests. A stall limit takes their place: it
    /// resets the one stream. A client that is gone without a word, even one whose calls are silent on both sides, is found by
    /// pings within two minutes. Header values of any bytes are taken.
    /// </summary>
    public static void UseGrpcLimits(this KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;

        // One call's message has a limit of its own, MaxReceiveMessageSize; a body is many messages.
        options.Limits.MaxRequestBodySize = null;

        // A call may be silent for as long as both sides like, so nothing else would ever find such a client. Generous: who
        // does not answer in a minute loses all calls of the connection.
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromMinutes(1);

        // gRPC over HTTP/2, "Custom-Metadata": values beyond ASCII, which nobody should send, are no error, and can be echoed.
        // Latin-1 gives each byte a character and takes it back.
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
