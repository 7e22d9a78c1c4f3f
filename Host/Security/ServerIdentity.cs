using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Who the Host is and whom it trusts.</summary>
/// <param name="certificate">The server's certificate with its private key.</param>
/// <param name="intermediates">What is sent with it.</param>
/// <param name="authorities">Whose certificates clients must have.</param>
/// <param name="revocations">Which of these certificates are revoked; null if that is not asked.</param>
/// <param name="warnings">What is wrong with the certificates, although they can be used.</param>
internal sealed class ServerIdentity(
    X509Certificate2 certificate,
    X509Certificate2Collection intermediates,
    X509Certificate2Collection authorities,
    Revocations? revocations,
    IReadOnlyList<string> warnings)
{
    public X509Certificate2 Certificate => certificate;

    public X509Certificate2Collection Intermediates => intermediates;

    public X509Certificate2Collection Authorities => authorities;

    public Revocations? Revocations => revocations;

    /// <summary>What is wrong with the certificates, although they can be used.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>SHA-256 of the server's certificate, in lower-case hex.</summary>
    public string Sha256 { get; } = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>How clients' certificates are checked.</summary>
    public X509ChainPolicy ClientPolicy { get; } = TrustPolicy.Only(authorities, TrustPolicy.ClientUse);

    /// <summary>What handshakes share: making it builds the chain that is sent.</summary>
    public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(
        certificate,
        intermediates,
        offline: true,
        OperatingSystem.IsLinux() ? SslCertificateTrust.CreateForX509Collection(authorities, sendTrustInHandshake: true) : null);
}
