using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>A certificate with its private key, as PEM.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">The key; null if it is the one that is there already.</param>
/// <param name="NotAfter">When the certificate expires.</param>
internal sealed record IssuedCertificate(string CertificatePem, string? KeyPem, DateTimeOffset NotAfter)
{
    public static IssuedCertificate From(X509Certificate2 certificate, ECDsa? key) =>
        new(certificate.ExportCertificatePem() + "\n", key is null ? null : key.ExportPkcs8PrivateKeyPem() + "\n", certificate.NotAfter);

    // A record's ToString would print the key.
    public override string ToString() => $"certificate valid until {NotAfter:u}";
}
