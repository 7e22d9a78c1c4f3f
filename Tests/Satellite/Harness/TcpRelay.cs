using System.Net;
using System.Net.Sockets;

namespace Tests.Satellite.Harness;

/// <summary>Passes connections on to a server, and cuts each when so many bytes have gone to that.</summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly Queue<long> _limits;
    private int _connections;

    /// <param name="server">The server's address.</param>
    /// <param name="limits">After how many bytes the first connections are cut; later ones are not.</param>
    public TcpRelay(string server, params IEnumerable<long> limits)
    {
        _server = new IPEndPoint(IPAddress.Loopback, new Uri(server).Port);
        _limits = new Queue<long>(limits);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                _ = RelayAsync(client, _limits.TryDequeue(out long limit) ? limit : long.MaxValue);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(TcpClient client, long limit)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_server);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), limit),
                    CopyAsync(server.GetStream(), client.GetStream(), long.MaxValue));
            }
            catch (SocketException)
            {
                // The server is gone, which the client is to learn.
            }
        }
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, long limit)
    {
        byte[] buffer = new byte[16 * 1024];
        for (long copied = 0; copied < limit;)
        {
            int count = await from.ReadAsync(buffer);
            if (count == 0)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count));
            copied += count;
        }
    }
}
