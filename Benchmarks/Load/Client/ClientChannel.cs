using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>Channels as satcli has them: the runtime's own defaults, and only the certificates set.</summary>
internal static class ClientChannel
{
    /// <summary>A channel to <c>--server</c> with the security that <c>--security</c> names.</summary>
    public static GrpcChannel Open(Arguments options) =>
        Open(options.Text("--server"), options.Text("--security"), options.Certificates);

    public static GrpcChannel Open(string server, string security, string certificates) => security switch
    {
        "plain" => GrpcChannel.ForAddress($"http://{server}"),
        "tls" => OpenTls(server, certificates, own: null),
        "mutual" => OpenTls(server, certificates, X509Certificate2.CreateFromPemFile(
            Path.Combine(certificates, "client-cert.pem"), Path.Combine(certificates, "client-key.pem"))),
        _ => throw new ArgumentException($"The security '{security}' is neither plain nor tls nor mutual."),
    };

    public static ISatellite Satellite(this GrpcChannel channel) => channel.CreateGrpcService<ISatellite>();

    private static GrpcChannel OpenTls(string server, string certificates, X509Certificate2? own)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(certificates, "ca-cert.pem"));

        SocketsHttpHandler handler = GrpcHttpHandler.CreateDefault();
        handler.SslOptions.CertificateChainPolicy = trust;
        if (own is not null)
        {
            handler.SslOptions.ClientCertificateContext = System.Net.Security.SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        }

        return GrpcChannel.ForAddress($"https://{server}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
