using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.InteropClient;

/// <summary>Whom the client trusts, and what it shows. Servers are always checked.</summary>
internal sealed class ClientTls : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2Collection _authorities;

    private ClientTls(X509Certificate2Collection authorities, X509Certificate2? certificate, X509Certificate2Collection chain)
    {
        _authorities = authorities;
        _certificate = certificate;
        Options = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, chain, offline: true),
            CertificateChainPolicy = authorities.Count == 0 ? null : TrustOnly(authorities),
            AllowTlsResume = false,
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>Reads a folder's certificates.</summary>
    /// <param name="folder">With <c>ca-cert.pem</c>, and maybe <c>client-cert.pem</c> and <c>client-key.pem</c>; null to trust whom this machine trusts, and show nothing.</param>
    /// <param name="showCertificate">Whether to show the client's certificate, if the folder has one.</param>
    public static ClientTls Load(string? folder, bool showCertificate)
    {
        X509Certificate2Collection authorities = [];
        X509Certificate2Collection chain = [];
        if (folder is null)
        {
            return new ClientTls(authorities, null, chain);
        }

        authorities.ImportFromPemFile(Path.Combine(folder, "ca-cert.pem"));
        string path = Path.Combine(folder, "client-cert.pem");
        if (!showCertificate || !File.Exists(path))
        {
            return new ClientTls(authorities, null, chain);
        }

        chain.ImportFromPemFile(path);
        chain.RemoveAt(0);
        return new ClientTls(authorities, X509Certificate2.CreateFromPemFile(path, Path.Combine(folder, "client-key.pem")), chain);
    }

    public void Dispose()
    {
        _certificate?.Dispose();
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
        policy.ApplicationPolicy.Add(new Oid(ServerUse));
        return policy;
    }
}
