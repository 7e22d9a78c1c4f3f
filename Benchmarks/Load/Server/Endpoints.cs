using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Benchmarks.Load.Server;

/// <summary>The three endpoints of a server that is measured: HTTP/2 in plaintext, over TLS, and over the Host's mutual TLS.</summary>
internal sealed class Endpoints(ServerIdentity identity)
{
    private readonly List<(string Security, ListenOptions Endpoint)> _all = [];

    public void Open(KestrelServerOptions kestrel, Action<ListenOptions> useMutualTls)
    {
        Listen("plain", _ => { });
        Listen("tls", UseTls);
        Listen("mutual", useMutualTls);

        void Listen(string security, Action<ListenOptions> configure) => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            configure(endpoint);
            _all.Add((security, endpoint));
        });
    }

    /// <summary>Says on which ports it serves, for run.sh to read.</summary>
    public void Announce() =>
        Console.WriteLine("listening " + string.Join(' ', _all.Select(open => $"{open.Security}={open.Endpoint.IPEndPoint!.Port}")));

    // As MutualTls has it, but for the client's certificate.
    private void UseTls(ListenOptions endpoint)
    {
        var certificate = SslStreamCertificateContext.Create(identity.Certificate, identity.Intermediates, offline: true);
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => new(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate,
                CipherSuitesPolicy = CipherSuites.Policy,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2],
                AllowRenegotiation = false,
                AllowTlsResume = false,
            }),
        });
    }
}
