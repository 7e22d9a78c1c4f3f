using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Certificates;

/// <summary>A CA for development: signs the certificates of servers and clients. Keys are EC P-256.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>How far certificates are dated back, since the clocks of two machines differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    public DateTimeOffset NotAfter => _certificate.NotAfter;

    /// <summary>Makes a new CA.</summary>
    public static (CertificateAuthority Authority, IssuedCertificate Files) Create(TimeSpan validFor)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // A number in the name, since messages could not tell two CAs of one name apart.
        string number = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=CodeFirstSatellite development CA {number}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var subjectKey = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(subjectKey);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(subjectKey));

        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509Certificate2 certificate = request.CreateSelfSigned(now - ClockSkew, now + validFor);
        return (new CertificateAuthority(certificate), IssuedCertificate.From(certificate, key));
    }

    /// <summary>Loads an existing CA, made by satcli or by openssl.</summary>
    /// <exception cref="CliException">The files cannot be read, or are not a CA's.</exception>
    public static CertificateAuthority Load(string certificatePath, string keyPath)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw CliException.LocalFile($"cannot read the CA from {certificatePath} and {keyPath}: {e.Message}", e);
        }

        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            certificate.Dispose();
            throw CliException.LocalFile($"{certificatePath} is not the certificate of a CA.");
        }

        return new CertificateAuthority(certificate);
    }

    public IssuedCertificate IssueServer(IReadOnlyList<string> names, TimeSpan validFor)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue(names[0], TrustPolicy.ServerUse, alternatives.Build(), validFor);
    }

    public IssuedCertificate IssueClient(string name, TimeSpan validFor) =>
        Issue(name, TrustPolicy.ClientUse, alternatives: null, validFor);

    public void Dispose() => _certificate.Dispose();

    private IssuedCertificate Issue(string commonName, string purpose, X509Extension? alternatives, TimeSpan validFor)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (_certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } authorityKey)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(authorityKey));
        }

        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        // A certificate is useless before its CA's first day and after its last.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset notBefore = Max(now - ClockSkew, _certificate.NotBefore);
        DateTimeOffset notAfter = Min(now + validFor, _certificate.NotAfter);
        using X509Certificate2 certificate =
            request.Create(_certificate.SubjectName, CreateSigner(), notBefore, notAfter, CreateSerialNumber());
        return IssuedCertificate.From(certificate, key);
    }

    /// <summary>Signs with the CA's own kind of key: a CA made by openssl usually has an RSA key.</summary>
    private X509SignatureGenerator CreateSigner()
    {
        if (_certificate.GetECDsaPrivateKey() is { } ecdsa)
        {
            return X509SignatureGenerator.CreateForECDsa(ecdsa);
        }

        return _certificate.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : throw CliException.LocalFile("the CA's key is neither EC nor RSA, and only those can sign here.");
    }

    /// <summary>Makes a random serial number, positive and at most 20 bytes, as RFC 5280 and browsers require.</summary>
    private static byte[] CreateSerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
