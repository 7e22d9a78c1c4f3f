using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tests.Satellite.Harness;

/// <summary>A certificate authority of a test's own, and a folder with the files that the Host expects, deleted at the end.</summary>
internal sealed class TestCertificates : IDisposable
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _authority;
    private int _serial;

    /// <param name="asOpensslDoes">
    /// RSA and as few extensions as <c>openssl req -x509</c> and <c>openssl x509 -req</c> make: no common name, no key usage. (2048
    /// bits instead of 4096, for the time that takes.)
    /// </param>
    public TestCertificates(bool asOpensslDoes = false)
    {
        IsRsa = asOpensslDoes;
        Folder = Directory.CreateTempSubdirectory("satellite-test-").FullName;
        _authority = MakeAuthority();
        Write("ca", _authority, withKey: false);
        Write("server", Issue(asOpensslDoes ? null : ServerUse));
        Client = Issue(asOpensslDoes ? null : ClientUse);
        Write("client", Client);
    }

    public string Folder { get; }

    /// <summary>A certificate that the Host must take.</summary>
    public X509Certificate2 Client { get; }

    public X509Certificate2Collection Authorities => [_authority];

    private bool IsRsa { get; }

    /// <summary>The SHA-256 of a certificate as the Host's log has it.</summary>
    public static string Sha256(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>Makes a certificate signed by this authority.</summary>
    /// <param name="use">The extended key usage; null for none.</param>
    /// <param name="from">When it begins to be valid.</param>
    /// <param name="to">When it ends.</param>
    /// <param name="name">Adds names.</param>
    /// <param name="by">Who signs it instead.</param>
    /// <param name="how">Makes it weak.</param>
    public X509Certificate2 Issue(
        string? use,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        Action<SubjectAlternativeNameBuilder>? name = null,
        X509Certificate2? by = null,
        Weakness how = Weakness.None)
    {
        using AsymmetricAlgorithm key = how == Weakness.ShortKey ? RSA.Create(1024) : NewKey();
        CertificateRequest request = Request(key, HashAlgorithmName.SHA256);
        if (how == Weakness.WrongKeyUsage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, critical: true));
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IsRsa ? IPAddress.Any : IPAddress.Loopback);
        name?.Invoke(names);
        request.CertificateExtensions.Add(names.Build());
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        }

        DateTimeOffset notAfter = to ?? _authority.NotAfter;
        DateTimeOffset notBefore = from ?? _authority.NotBefore;
        X509Certificate2 issuer = by ?? _authority;
        byte[] serial = [(byte)++_serial];
        using RSA? signer = how == Weakness.BrokenHash ? issuer.GetRSAPrivateKey() : null;
        using X509Certificate2 certificate = signer is null
            ? request.Create(issuer, notBefore, notAfter, serial)
            : request.Create(issuer.SubjectName, new Sha1Signature(signer), notBefore, notAfter, serial);
        return WithKey(certificate, key);
    }

    /// <summary>Makes an intermediate authority.</summary>
    public X509Certificate2 IssueAuthority()
    {
        using AsymmetricAlgorithm key = NewKey();
        CertificateRequest request = Request(key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        using X509Certificate2 certificate = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, [(byte)++_serial]);
        return WithKey(certificate, key);
    }

    /// <summary>Makes a list of revoked certificates, in PEM.</summary>
    public string Revoke(DateTimeOffset? nextUpdate = null, params X509Certificate2[] certificates)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var list = new CertificateRevocationListBuilder();
        Array.ForEach(certificates, certificate => list.AddEntry(certificate));
        using ECDsa? ec = _authority.GetECDsaPrivateKey();
        using RSA? rsa = _authority.GetRSAPrivateKey();
        byte[] encoded = list.Build(
            _authority.SubjectName,
            ec is null ? X509SignatureGenerator.CreateForRSA(rsa!, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa(ec),
            ++_serial,
            nextUpdate ?? now.AddDays(1),
            HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                _authority, includeKeyIdentifier: false, includeIssuerAndSerial: true),
            now.AddDays(-2));
        return PemEncoding.WriteString("X509 CRL", encoded) + "\n";
    }

    /// <summary>Writes <c>name-cert.pem</c> and <c>name-key.pem</c>.</summary>
    public void Write(string name, X509Certificate2 certificate, bool withKey = true)
    {
        File.WriteAllText(Path.Combine(Folder, $"{name}-cert.pem"), certificate.ExportCertificatePem() + "\n");
        if (withKey)
        {
            string path = Path.Combine(Folder, $"{name}-key.pem");
            using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;
            File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem() + "\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    public void Dispose()
    {
        _authority.Dispose();
        Client.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private X509Certificate2 MakeAuthority()
    {
        using AsymmetricAlgorithm key = NewKey();
        CertificateRequest request = Request(key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    private AsymmetricAlgorithm NewKey() => IsRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static X509Certificate2 WithKey(X509Certificate2 certificate, AsymmetricAlgorithm key) =>
        key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);

    private static CertificateRequest Request(AsymmetricAlgorithm key, HashAlgorithmName hash)
    {
        // Each authority has a name of its own, or a certificate of another would be one with a bad signature.
        var subject = new X500DistinguishedName($"O=test {Guid.NewGuid():N}");
        return key is RSA rsa
            ? new CertificateRequest(subject, rsa, hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, hash);
    }
}

/// <summary>Signatures with SHA-1, which .NET reads and does not make.</summary>
internal sealed class Sha1Signature(RSA key) : X509SignatureGenerator
{
    // sha1WithRSAEncryption, RFC 8017 appendix A.2.4.
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
        [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05, 0x05, 0x00];

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

    protected override PublicKey BuildPublicKey() => new(key);
}

/// <summary>What makes a certificate weak.</summary>
public enum Weakness
{
    None,

    /// <summary>An RSA key of 1024 bits.</summary>
    ShortKey,

    /// <summary>A signature with SHA-1.</summary>
    BrokenHash,

    /// <summary>A key usage without digitalSignature.</summary>
    WrongKeyUsage,
}
