using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>Limits what one connection can make the Host hold. <see cref="ConnectionGate"/> counts connections.</summary>
internal static class KestrelLimits
{
    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.UseGrpcLimits();
        kestrel.AddServerHeader = false;
        KestrelServerLimits limits = kestrel.Limits;

        // Clients send a path and some metadata at once. A slow client only wants to hold a connection.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 100;

        // For connections without calls, also those that say nothing after the handshake.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);

        limits.Http2.MaxStreamsPerConnection = 100;

        // Notices a vanished peer within 40 s. UseGrpcLimits alone is more patient, for clients that pause in a debugger.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);

        // Most requests are a few bytes, but storing images over a long line needs a larger window. The connection's window bounds all
        // streams.
        limits.Http2.InitialStreamWindowSize = 512 * 1024;
        limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
    }
}
