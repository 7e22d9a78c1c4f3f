using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>A certificate with its new private key, as PEM.</summary>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem, DateTimeOffset NotAfter)
{
    public static IssuedCertificate From(X509Certificate2 certificate, ECDsa key) =>
        new(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n", certificate.NotAfter);

    // A record's ToString would print the key.
    public override string ToString() => $"certificate valid until {NotAfter:u}";
}
