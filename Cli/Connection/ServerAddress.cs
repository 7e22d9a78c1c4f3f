using System.Net;
using System.Net.Sockets;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>TCP connections to the server of a URL.</summary>
internal static class ServerAddress
{
    /// <exception cref="SocketException">There is no such host, or nothing listens.</exception>
    public static async Task<Socket> DialAsync(Uri server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            EndPoint address = IsUnspecified(server) ? Loopback(server) : new DnsEndPoint(server.IdnHost, server.Port);
            await socket.ConnectAsync(address, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the host is 0.0.0.0 or [::]. A listener may use it, but HttpClient does not dial it.</summary>
    private static bool IsUnspecified(Uri server) =>
        IPAddress.TryParse(server.DnsSafeHost, out IPAddress? address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    private static IPEndPoint Loopback(Uri server) =>
        new(server.HostNameType == UriHostNameType.IPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, server.Port);
}
