using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>A client of the Host's contracts, with one connection.</summary>
internal sealed class HostClient : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <param name="address">The Host's address.</param>
    /// <param name="certificates">Whose authority the Host's certificate must be of.</param>
    /// <param name="identity">What the client shows; null for nothing.</param>
    /// <param name="configure">Changes how it connects.</param>
    /// <param name="intermediates">What it sends with its certificate.</param>
    /// <param name="options">Its channel's options; null for the usual ones.</param>
    public HostClient(
        string address,
        TestCertificates certificates,
        X509Certificate2? identity,
        Action<SocketsHttpHandler>? configure = null,
        X509Certificate2[]? intermediates = null,
        GrpcChannelOptions? options = null)
    {
        // The certificates of openssl's kind are for localhost and 0.0.0.0, so the name is used and the address dialled.
        var handler = GrpcHttpHandler.CreateDefault();
        handler.SslOptions = Tls(certificates, identity, intermediates ?? []);
        configure?.Invoke(handler);
        options ??= new GrpcChannelOptions();
        options.HttpHandler = handler;
        options.DisposeHttpClient = true;
        _channel = GrpcChannel.ForAddress(
            address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), options.UseCompiledContracts());
        Satellite = _channel.CreateGrpcService<ISatellite>();
        Catalog = _channel.CreateGrpcService<ICatalog>();
        Archive = _channel.CreateGrpcService<IArchive>();
    }

    public ISatellite Satellite { get; }

    public ICatalog Catalog { get; }

    public IArchive Archive { get; }

    public ILive Live => _channel.CreateGrpcService<ILive>();

    /// <summary>For clients that come from .proto files.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>What a client shows, and whom it trusts: the Host's authority alone.</summary>
    public static SslClientAuthenticationOptions Tls(
        TestCertificates certificates, X509Certificate2? identity, params X509Certificate2[] intermediates) => new()
    {
        TargetHost = "localhost",
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        CertificateChainPolicy = Trust(certificates),
        ClientCertificateContext = identity is null
            ? null
            : SslStreamCertificateContext.Create(identity, [.. intermediates], offline: true),
    };

    private static X509ChainPolicy Trust(TestCertificates certificates)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(certificates.Authorities);
        return policy;
    }

    public void Dispose() => _channel.Dispose();
}
