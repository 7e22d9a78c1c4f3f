using System.Net;
using Microsoft.AspNetCore.Connections;

namespace CodeFirstSatellite.Host.Listening;

/// <summary>A connection as <see cref="ConnectionGate"/> counts it. A feature of the connection.</summary>
internal sealed class Arrival(ConnectionContext connection)
{
    public ConnectionContext Connection { get; } = connection;

    /// <summary>Where it comes from, an IPv4 address as such on a socket of both kinds; null if it has no address.</summary>
    public IPAddress? Address { get; } = connection.RemoteEndPoint is IPEndPoint { Address: var address }
        ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
        : null;

    /// <summary>Whether a TLS hello has come. Others read it while the handshake sets it.</summary>
    public volatile bool HasSaidHello;

    /// <summary>Whether the gate cut it off to make room; what it did not do is then no fault of its own.</summary>
    public volatile bool IsCut;

    /// <summary>How it is counted; the gate's lock guards it.</summary>
    public ArrivalStage Stage { get; set; }
}

/// <summary>How far a connection has come.</summary>
internal enum ArrivalStage
{
    /// <summary>It counts as an unfinished handshake.</summary>
    Handshake,

    /// <summary>It counts as a connection.</summary>
    Admitted,

    /// <summary>It counts no more.</summary>
    Gone,
}
