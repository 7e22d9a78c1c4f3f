using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>What one client, or one that pretends to be many, can make the Host hold.</summary>
internal static class KestrelLimits
{
    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.UseGrpcLimits();
        kestrel.AddServerHeader = false;
        KestrelServerLimits limits = kestrel.Limits;

        limits.MaxConcurrentConnections = 1_000;

        // Clients send a path and a few values of metadata at once; slow ones only mean to hold a connection.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 100;

        // A connection without calls; also one that ended its handshake and then says nothing.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);

        limits.Http2.MaxStreamsPerConnection = 100;

        // A peer that vanished without a word is noticed within 40 s. UseGrpcLimits alone is more patient with clients that pause, in a debugger for one.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);

        // Most requests are a few bytes, but who stores images over a long line needs room on the way. The connection's window bounds all.
        limits.Http2.InitialStreamWindowSize = 512 * 1024;
        limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
    }
}
