using System.Net;
using System.Net.Sockets;

namespace Tests.Interop.Harness;

/// <summary>A port of 127.0.0.1 that is taken by a socket which does not listen: who dials it is refused, for certain.</summary>
internal sealed class UnusedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public UnusedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
