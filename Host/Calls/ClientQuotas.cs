using System.Net;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Connections;

namespace CodeFirstSatellite.Host.Calls;

/// <summary>A connection of a client, and what the client uses. A feature of the connection.</summary>
/// <param name="Use">What all connections of its certificate use.</param>
/// <param name="Certificate">The SHA-256 of the certificate.</param>
/// <param name="Peer">The connection's other end.</param>
/// <param name="IsOver">Whether it is a connection too many: it lives only to tell its client so.</param>
internal sealed record ClientConnection(ClientUse Use, string Certificate, EndPoint? Peer, bool IsOver);

/// <summary>Counts the connections of each certificate, so that one client cannot take the places of all.</summary>
internal sealed class ClientQuotas(SatelliteOptions options, Refusals refusals, TimeProvider time) : IDisposable
{
    // So many connections too many of a certificate are kept for a moment, to answer calls with the reason.
    private const int Farewells = 10;

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    // What a client has used is remembered for a while, or it could begin anew by connecting anew.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(10);

    // The lock guards all below, and the counts of connections.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClientUse> _clients = new(StringComparer.Ordinal);
    private long _sweptAt = time.GetTimestamp();

    /// <summary>Goes after TLS: counts a connection for its certificate.</summary>
    public ConnectionDelegate Count(ConnectionDelegate next) => connection => CountAsync(connection, next);

    public void Dispose()
    {
        foreach (ClientUse client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task CountAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        string certificate = connection.Features.Get<ClientIdentity>()!.CertificateSha256;
        ClientUse client = Enter(certificate, out int connections);
        int hasLeft = 0;
        using CancellationTokenRegistration onClosed = connection.ConnectionClosed.UnsafeRegister(_ => LeaveOnce(), null);
        try
        {
            bool isOver = connections > options.ClientLimits.Connections;
            if (isOver)
            {
                refusals.Report(
                    RefusalReason.ClientConnections, new Refusal { Peer = connection.RemoteEndPoint, Certificate = certificate });
                if (connections > options.ClientLimits.Connections + Farewells)
                {
                    Close();
                    return;
                }
            }

            connection.Features.Set(new ClientConnection(client, certificate, connection.RemoteEndPoint, isOver));
            using ITimer? farewell =
                isOver ? time.CreateTimer(_ => Close(), null, LongestFarewell, Timeout.InfiniteTimeSpan) : null;
            await next(connection);
        }
        finally
        {
            LeaveOnce();
        }

        void Close() => connection.Abort(new ConnectionAbortedException("The certificate has as many connections as it may have."));

        void LeaveOnce()
        {
            if (Interlocked.Exchange(ref hasLeft, 1) == 0)
            {
                Leave(client);
            }
        }
    }

    private ClientUse Enter(string certificate, out int connections)
    {
        lock (_lock)
        {
            if (!_clients.TryGetValue(certificate, out ClientUse? client))
            {
                Sweep();
                client = new ClientUse(options.ClientLimits);
                _clients.Add(certificate, client);
            }

            connections = ++client.Connections;
            return client;
        }
    }

    private void Leave(ClientUse client)
    {
        lock (_lock)
        {
            client.Connections--;
            client.LeftAt = time.GetTimestamp();
        }
    }

    // Forgets clients that have been gone for a while.
    private void Sweep()
    {
        if (time.GetElapsedTime(_sweptAt) < Memory)
        {
            return;
        }

        _sweptAt = time.GetTimestamp();
        foreach ((string certificate, ClientUse client) in _clients)
        {
            if (client.Connections == 0 && time.GetElapsedTime(client.LeftAt) >= Memory)
            {
                _clients.Remove(certificate);
                client.Dispose();
            }
        }
    }
}
