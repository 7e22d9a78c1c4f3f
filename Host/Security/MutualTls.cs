using System.Net.Security;
using System.Security.Authentication;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Observability;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CodeFirstSatellite.Host.Security;

/// <summary>
/// Makes an endpoint speak mutual TLS. A client whose certificate does not chain to the given CA is refused in the handshake, before any
/// handler runs, and the log says why.
/// </summary>
internal sealed class MutualTls
{
    // A handshake takes milliseconds. A slower one only holds a connection.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    private readonly ClientTrust _trust;
    private readonly ClientConnections _connections;
    private readonly HostMetrics? _metrics;
    private readonly HandshakeLog _log;

    public MutualTls(ClientTrust trust, ClientConnections connections, HandshakeLog log, HostMetrics? metrics = null)
    {
        _trust = trust;
        _connections = connections;
        _metrics = metrics;
        _log = log;
    }

    /// <summary>Sets an endpoint to HTTP over mutual TLS.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="protocols">The versions of HTTP that it speaks, HTTP/2 or both.</param>
    public void Use(ListenOptions endpoint, HttpProtocols protocols)
    {
        endpoint.Protocols = protocols;
        List<SslApplicationProtocol> offered = protocols == HttpProtocols.Http2
            ? [SslApplicationProtocol.Http2]
            : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        endpoint.Use(next => connection => WatchAsync(connection, next));
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = context => OptionsFor(context, offered),
            HandshakeTimeout = HandshakeTimeout,
        });
        endpoint.Use(next => connection => CompleteAsync(connection, next));
    }

    private async Task WatchAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var handshake = new Handshake();
        connection.Features.Set(handshake);
        HandshakeFailures.Current = handshake;
        await next(connection);
        if (!handshake.Succeeded && connection.Features.Get<Arrival>() is not { IsCut: true })
        {
            _log.Rejected(handshake, connection.RemoteEndPoint);
            _metrics?.HandshakeFailed(handshake.Reason);
        }
    }

    private async Task CompleteAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Handshake handshake = connection.Features.Get<Handshake>()!;
        handshake.Succeeded = true;
        HandshakeFailures.Current = null;
        connection.Features.Set(new ClientIdentity(
            handshake.ClientCertificateSha256!, handshake.ClientNames, handshake.ClientCommonName));
        using IDisposable open = _connections.Add(connection, handshake.Client!);

        // What was read again since the handshake was judged has been held against the connections that there were, without this one.
        if (handshake.JudgedBy != _trust.InForce)
        {
            _connections.EndRefused(_trust);
        }

        await next(connection);
    }

    // Options are made per connection, because the validation callback does not know its connection. Their costly parts are shared. They
    // follow the files: Kestrel asks for each connection, where a ServerCertificateSelector can hang (dotnet/runtime#127207).
    private ValueTask<SslServerAuthenticationOptions> OptionsFor(
        TlsHandshakeCallbackContext context, List<SslApplicationProtocol> protocols)
    {
        Handshake handshake = context.Connection.Features.Get<Handshake>()!;
        context.Connection.Features.Get<Arrival>()?.HasSaidHello = true;
        handshake.ClientProtocols = context.ClientHelloInfo.SslProtocols;
        ServerIdentity identity = _trust.Identity;
        return new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Context,
            ClientCertificateRequired = true,
            CertificateChainPolicy = identity.ClientPolicy,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => handshake.Judge(_trust, certificate, chain, errors),
            CipherSuitesPolicy = CipherSuites.Policy,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = protocols,
            AllowRenegotiation = false,

            // A resumed session would keep a certificate that is no longer valid, and loses the client's on Linux (dotnet/runtime#123238).
            AllowTlsResume = false,
        });
    }
}
