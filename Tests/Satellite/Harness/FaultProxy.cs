using System.Net;
using System.Net.Sockets;

namespace Tests.Satellite.Harness;

/// <summary>Passes connections on to a server, and lets things go wrong with them. It knows nothing of what the bytes mean.</summary>
internal sealed class FaultProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Queue<Fault> _faults;
    private readonly Fault _others;
    private volatile IPEndPoint? _server;
    private int _connections;
    private long _fromClient;
    private long _fromServer;

    /// <param name="server">The server's address.</param>
    /// <param name="others">What happens to all connections after the first ones.</param>
    /// <param name="first">What happens to the first connections, one each.</param>
    public FaultProxy(string server, Fault others, params IEnumerable<Fault> first)
    {
        PointAt(server);
        _others = others;
        _faults = new Queue<Fault>(first);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Passes new connections on to another server; null for none, so that they are closed.</summary>
    public void PointAt(string? server) => _server = server is null ? null : new IPEndPoint(IPAddress.Loopback, new Uri(server).Port);

    /// <summary>How many bytes have been passed on from one side.</summary>
    public long Passed(bool fromServer) => Interlocked.Read(ref fromServer ? ref _fromServer : ref _fromClient);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                _ = RelayAsync(client, _faults.TryDequeue(out Fault? fault) ? fault : _others, _end.Token);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(Socket client, Fault fault, CancellationToken end)
    {
        using (client)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(end);
            try
            {
                client.NoDelay = server.NoDelay = true;
                if (_server is not { } address)
                {
                    return;
                }

                await server.ConnectAsync(address, end);
                Task<bool> there = CopyAsync(client, server, fault, fromServer: false, both.Token);
                Task<bool> back = CopyAsync(server, client, fault, fromServer: true, both.Token);
                bool isFault = await await Task.WhenAny(there, back);
                await both.CancelAsync();
                if (isFault && fault.Kind == FaultKind.Silence)
                {
                    await Task.Delay(Timeout.Infinite, end);
                }

                if (isFault && fault.Kind == FaultKind.Reset)
                {
                    client.LingerState = server.LingerState = new LingerOption(enable: true, seconds: 0);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // A side is gone, which the other is to learn, or the test is over.
            }
        }
    }

    /// <returns>Whether the fault happened; otherwise the sender is done.</returns>
    private async Task<bool> CopyAsync(Socket from, Socket to, Fault fault, bool fromServer, CancellationToken end)
    {
        long left = fault.FromServer == fromServer ? fault.After : long.MaxValue;
        byte[] buffer = new byte[fault.PieceSize];
        while (left > 0)
        {
            int count = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), end);
            if (count == 0)
            {
                return false;
            }

            if (fault.Delay > TimeSpan.Zero)
            {
                await Task.Delay(fault.Delay, end);
            }

            await to.SendAsync(buffer.AsMemory(0, count), end);
            left -= count;
            Interlocked.Add(ref fromServer ? ref _fromServer : ref _fromClient, count);
        }

        return true;
    }
}
