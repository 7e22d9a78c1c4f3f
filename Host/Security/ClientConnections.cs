using System.Collections.Concurrent;
using System.Net;
using CodeFirstSatellite.Host.Logging;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// The open connections with their clients' certificates. Ends those whose certificate is no longer good: the client is told to send no
/// more calls (GOAWAY), and those in flight may go on for a short while.
/// </summary>
internal sealed partial class ClientConnections(TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>How long calls in flight may go on.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Entry, byte> _open = [];
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Handshake);

    /// <summary>Adds a connection, until it is closed or the result is disposed of.</summary>
    public IDisposable Add(ConnectionContext connection, ClientCertificate certificate)
    {
        var entry = new Entry(this, connection, certificate);
        _open.TryAdd(entry, 0);

        // Kestrel can wait for ever for the calls of a connection that has been closed.
        connection.ConnectionClosed.UnsafeRegister(static entry => ((Entry)entry!).Dispose(), entry);
        return entry;
    }

    /// <summary>Ends the connections of certificates that have expired, and cuts off those whose time to finish is over.</summary>
    public void EndExpired()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((Entry entry, _) in _open)
        {
            if (entry.CutOffAt <= now)
            {
                entry.CutOff();
            }
            else if (entry.Certificate.ValidUntil < now)
            {
                End(entry, $"the client's certificate expired on {entry.Certificate.ValidUntil.UtcDateTime:u}");
            }
        }
    }

    /// <summary>Ends the connections of certificates that are no longer good.</summary>
    public void EndRefused(ClientTrust trust)
    {
        foreach ((Entry entry, _) in _open)
        {
            if (entry.CutOffAt is null && trust.FindObjection(entry.Certificate) is { } objection)
            {
                End(entry, objection.Text);
            }
        }
    }

    private void End(Entry entry, string reason)
    {
        if (entry.CutOffAt is null)
        {
            entry.End(time.GetUtcNow() + Grace);
            Ended(_logger, reason, entry.Peer, entry.Certificate.Sha256);
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "ended reason=\"{Reason}\" peer={Peer} certificate={Certificate}")]
    private static partial void Ended(ILogger logger, string reason, EndPoint? peer, string certificate);

    private sealed class Entry(ClientConnections all, ConnectionContext connection, ClientCertificate certificate) : IDisposable
    {
        public ClientCertificate Certificate => certificate;

        public EndPoint? Peer => connection.RemoteEndPoint;

        /// <summary>When it is cut off; null if it may go on.</summary>
        public DateTimeOffset? CutOffAt { get; private set; }

        public void End(DateTimeOffset cutOffAt)
        {
            CutOffAt = cutOffAt;
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        public void CutOff() => connection.Abort(new ConnectionAbortedException("The client's certificate is no longer good."));

        public void Dispose() => all._open.TryRemove(this, out _);
    }
}
