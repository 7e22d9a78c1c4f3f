using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Trust;
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

    private readonly SslStreamCertificateContext _certificate;
    private readonly X509ChainPolicy _clientPolicy;
    private readonly HostMetrics? _metrics;
    private readonly HandshakeLog _log;

    public MutualTls(ServerIdentity identity, HandshakeLog log, HostMetrics? metrics = null)
    {
        _metrics = metrics;
        _log = log;
        _clientPolicy = TrustPolicy.Only(identity.Authorities, TrustPolicy.ClientUse);

        // Made once and shared by all handshakes: making it builds the chain that is sent.
        _certificate = SslStreamCertificateContext.Create(
            identity.Certificate,
            identity.Intermediates,
            offline: true,
            OperatingSystem.IsLinux()
                ? SslCertificateTrust.CreateForX509Collection(identity.Authorities, sendTrustInHandshake: true)
                : null);
    }

    /// <summary>Sets an endpoint to HTTP/2 over mutual TLS.</summary>
    public void Use(ListenOptions endpoint)
    {
        endpoint.Protocols = HttpProtocols.Http2;
        endpoint.Use(next => connection => WatchAsync(connection, next));
        endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = OptionsFor, HandshakeTimeout = HandshakeTimeout });
        endpoint.Use(next => connection => Complete(connection, next));
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

    private static Task Complete(ConnectionContext connection, ConnectionDelegate next)
    {
        Handshake handshake = connection.Features.Get<Handshake>()!;
        handshake.Succeeded = true;
        HandshakeFailures.Current = null;
        connection.Features.Set(new ClientIdentity(
            handshake.ClientCertificateSha256!, handshake.ClientNames, handshake.ClientCommonName));
        return next(connection);
    }

    // Options are made per connection, because the validation callback does not know its connection. Their costly parts are shared.
    private ValueTask<SslServerAuthenticationOptions> OptionsFor(TlsHandshakeCallbackContext context)
    {
        Handshake handshake = context.Connection.Features.Get<Handshake>()!;
        context.Connection.Features.Get<Arrival>()?.HasSaidHello = true;
        handshake.ClientProtocols = context.ClientHelloInfo.SslProtocols;
        return new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = _clientPolicy,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => handshake.Judge(certificate, chain, errors),
            CipherSuitesPolicy = CipherSuites.Policy,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            AllowRenegotiation = false,

            // A resumed session would keep a certificate that is no longer valid, and loses the client's on Linux (dotnet/runtime#123238).
            AllowTlsResume = false,
        });
    }
}
