using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.TestService;

/// <summary>What one side of a TLS connection shows, and whose certificates it takes.</summary>
public sealed class Credentials : IDisposable
{
    private readonly X509Certificate2? _own;
    private readonly X509Certificate2Collection _authorities;

    /// <summary>Takes certificates, which it disposes.</summary>
    /// <param name="own">What is shown; null for nothing.</param>
    /// <param name="chain">What stands between that and its CA.</param>
    /// <param name="authorities">Who signs what peers show.</param>
    public Credentials(X509Certificate2? own, X509Certificate2Collection chain, X509Certificate2Collection authorities)
    {
        _own = own;
        _authorities = authorities;
        Shown = own is null ? null : SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    /// <summary>What is shown in a handshake; null for nothing.</summary>
    public SslStreamCertificateContext? Shown { get; }

    /// <summary>Reads a folder's certificates.</summary>
    /// <param name="folder">With <c>ca-cert.pem</c>, and <c>NAME-cert.pem</c> and <c>NAME-key.pem</c> where a name is given.</param>
    /// <param name="name">Whose certificate is shown; null to show none.</param>
    public static Credentials Load(string folder, string? name)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(Path.Combine(folder, "ca-cert.pem"));
        X509Certificate2Collection chain = [];
        if (name is null)
        {
            return new Credentials(null, chain, authorities);
        }

        string path = Path.Combine(folder, name + "-cert.pem");
        chain.ImportFromPemFile(path);
        chain.RemoveAt(0);
        return new Credentials(X509Certificate2.CreateFromPemFile(path, Path.Combine(folder, name + "-key.pem")), chain, authorities);
    }

    /// <summary>Trusts the authorities alone, and of their certificates those made for one use.</summary>
    /// <param name="use">The object identifier of an extended key usage.</param>
    public X509ChainPolicy Trust(string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(new Oid(use));
        return policy;
    }

    public void Dispose()
    {
        _own?.Dispose();
        foreach (X509Certificate2 authority in _authorities)
        {
            authority.Dispose();
        }
    }
}
