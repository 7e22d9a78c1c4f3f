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
    public X509Certificate2 Issue(
        string? use, DateTimeOffset? from = null, DateTimeOffset? to = null, Action<SubjectAlternativeNameBuilder>? name = null)
    {
        using AsymmetricAlgorithm key = NewKey();
        CertificateRequest request = Request(key);
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
        using X509Certificate2 certificate = request.Create(_authority, notBefore, notAfter, [(byte)++_serial]);
        return key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)key);
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
        CertificateRequest request = Request(key);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    private AsymmetricAlgorithm NewKey() => IsRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest Request(AsymmetricAlgorithm key)
    {
        // Each authority has a name of its own, or a certificate of another would be one with a bad signature.
        var subject = new X500DistinguishedName($"O=test {Guid.NewGuid():N}");
        return key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
    }
}
