using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.InteropServer;

/// <summary>What the server shows in a handshake, and what it wants to see.</summary>
internal sealed class ServerTls : IDisposable
{
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities;

    private ServerTls(X509Certificate2 certificate, X509Certificate2Collection chain, X509Certificate2Collection? clientAuthorities)
    {
        _certificate = certificate;
        _authorities = clientAuthorities ?? [];
        Options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            AllowRenegotiation = false,
            AllowTlsResume = false,
        };
        if (clientAuthorities is not null)
        {
            Options.ClientCertificateRequired = true;
            Options.CertificateChainPolicy = TrustOnly(clientAuthorities);
            Options.RemoteCertificateValidationCallback = Judge;
        }
    }

    public SslServerAuthenticationOptions Options { get; }

    /// <summary>Reads a folder's certificates.</summary>
    /// <param name="folder">With <c>ca-cert.pem</c>, <c>server-cert.pem</c> and <c>server-key.pem</c>.</param>
    /// <param name="wantClients">Whether a client must show a certificate of the folder's CA.</param>
    public static ServerTls Load(string folder, bool wantClients)
    {
        string path = Path.Combine(folder, "server-cert.pem");
        X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(path, Path.Combine(folder, "server-key.pem"));
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(path);
        chain.RemoveAt(0);
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(Path.Combine(folder, "ca-cert.pem"));
        return new ServerTls(certificate, chain, wantClients ? authorities : null);
    }

    /// <summary>Makes a certificate for localhost that signs itself, and prints it for those who want to trust it.</summary>
    public static ServerTls ThrowAway()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=throw-away certificate of interop-server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
        Console.Error.WriteLine(certificate.ExportCertificatePem());
        return new ServerTls(certificate, [], clientAuthorities: null);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        foreach (X509Certificate2 authority in _authorities)
        {
            authority.Dispose();
        }
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(ClientUse));
        return policy;
    }

    private static bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        Console.Error.WriteLine($"{ServerLog.Refused}{(certificate is null ? "without a certificate" : "with a certificate")}: {errors}");
        return false;
    }
}
