using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using ProtoBuf.Grpc.Configuration;

namespace Benchmarks.Load.Client;

/// <summary>A channel and its clients: compiled, with only the certificates set, or protobuf-net.Grpc's own with nothing of ours.</summary>
internal sealed class ClientChannel : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly bool _isPlain;

    private ClientChannel(GrpcChannel channel, bool isPlain)
    {
        _channel = channel;
        _isPlain = isPlain;
    }

    public ISatellite Satellite => Service<ISatellite>();

    /// <summary>
    /// A channel to <c>--server</c> with the security that <c>--security</c> names; <c>--contracts plain</c> leaves CodeFirst out.
    /// </summary>
    public static ClientChannel Open(Arguments options) =>
        Open(options.Text("--server"), options.Text("--security"), options.Certificates, options.IsPlain);

    /// <param name="client">Whose certificate is shown: <c>CLIENT-cert.pem</c>.</param>
    public static ClientChannel Open(string server, string security, string certificates, bool isPlain, string client = "client")
    {
        // The plain handler is what Grpc.Net.Client makes where it is given none.
        SocketsHttpHandler handler = isPlain ? new() { EnableMultipleHttp2Connections = true } : GrpcHttpHandler.CreateDefault();
        if (security != "plain")
        {
            handler.SslOptions = TlsOptions(security, certificates, client);
        }

        var options = new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true };
        string address = $"{(security == "plain" ? "http" : "https")}://{server}";
        return new ClientChannel(GrpcChannel.ForAddress(address, isPlain ? options : options.UseCompiledContracts()), isPlain);
    }

    /// <summary>Trusts the CA of a folder alone and, over mutual TLS, shows <c>CLIENT-cert.pem</c> of it.</summary>
    public static SslClientAuthenticationOptions TlsOptions(string security, string certificates, string client)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(certificates, "ca-cert.pem"));
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = trust,
            ClientCertificateContext = security switch
            {
                "tls" => null,
                "mutual" => SslStreamCertificateContext.Create(
                    OwnCertificate(certificates, client), additionalCertificates: null, offline: true),
                _ => throw new ArgumentException($"The security '{security}' is neither plain nor tls nor mutual."),
            },
        };
    }

    public T Service<T>()
        where T : class => _channel.CreateGrpcService<T>(_isPlain ? ClientFactory.Default : CompiledContracts.ClientFactory);

    public void Dispose() => _channel.Dispose();

    private static X509Certificate2 OwnCertificate(string certificates, string client) => X509Certificate2.CreateFromPemFile(
        Path.Combine(certificates, $"{client}-cert.pem"), Path.Combine(certificates, $"{client}-key.pem"));
}
