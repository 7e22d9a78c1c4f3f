using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Host.Serving;

/// <summary>A CA and a client of it that exist in memory only, for as long as the warm-up takes.</summary>
internal sealed class ThrowAwayCertificates : IDisposable
{
    private readonly X509Certificate2 _authority;

    public ThrowAwayCertificates(TimeProvider time)
    {
        DateTimeOffset from = time.GetUtcNow().AddMinutes(-5);
        DateTimeOffset expiry = from.AddHours(1);
        using ECDsa authorityKey = NewKey();
        var authority = new CertificateRequest("CN=warm-up CA", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = authority.CreateSelfSigned(from, expiry);

        using ECDsa clientKey = NewKey();
        using X509Certificate2 client = new CertificateRequest("CN=warm-up", clientKey, HashAlgorithmName.SHA256).Create(_authority, from, expiry, [1]);
        Client = client.CopyWithPrivateKey(clientKey);
    }

    public X509Certificate2 Client { get; }

    public X509Certificate2Collection Authorities => [_authority];

    public void Dispose()
    {
        Client.Dispose();
        _authority.Dispose();
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);
}
