using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Benchmarks.Load;

/// <summary>A channel over mutual TLS with the certificates of a folder.</summary>
internal static class MutualTls
{
    public static GrpcChannel Channel(string server, string certificates)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(certificates, "ca-cert.pem"));
        var own = X509Certificate2.CreateFromPemFile(
            Path.Combine(certificates, "client-cert.pem"), Path.Combine(certificates, "client-key.pem"));

        var handler = new SocketsHttpHandler
        {
            // As the channel's own default and satcli have it.
            InitialHttp2StreamWindowSize = 2 * 1024 * 1024,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = trust,
                ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
            },
        };
        return GrpcChannel.ForAddress(server, new GrpcChannelOptions { HttpHandler = handler });
    }
}
