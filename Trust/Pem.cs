using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Trust;

/// <summary>Certificates and keys in PEM, and the names of their files in a folder.</summary>
public static class Pem
{
    /// <summary>The default folder.</summary>
    public const string DefaultFolder = "certs";

    /// <summary>The CA's name in <see cref="CertificateFile"/> and <see cref="KeyFile"/>.</summary>
    public const string Ca = "ca";

    /// <summary>The server's name.</summary>
    public const string Server = "server";

    /// <summary>The default client's name.</summary>
    public const string Client = "client";

    private const string Begin = "-----BEGIN CERTIFICATE-----";

    /// <summary>The file of a certificate, such as <c>ca-cert.pem</c>.</summary>
    public static string CertificateFile(string folder, string name) => Path.Combine(folder, $"{name}-cert.pem");

    /// <summary>The file of a certificate's private key, such as <c>ca-key.pem</c>.</summary>
    public static string KeyFile(string folder, string name) => Path.Combine(folder, $"{name}-key.pem");

    /// <summary>The file of a CA's list of revoked certificates, such as <c>ca-crl.pem</c>.</summary>
    public static string RevocationFile(string folder, string name) => Path.Combine(folder, $"{name}-crl.pem");

    /// <summary>Reads the certificates of a file, at least one.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CryptographicException">The file has no certificate, or a broken one.</exception>
    public static X509Certificate2Collection ReadCertificates(string path)
    {
        string pem = File.ReadAllText(path);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        int begun = pem.AsSpan().Count(Begin);
        return begun > certificates.Count ? throw new CryptographicException("it has a certificate that is cut off or broken")
            : certificates.Count > 0 ? certificates
            : throw new CryptographicException("it has no certificate in PEM");
    }

    /// <summary>Whether a private key has a password: in PKCS #8 (RFC 7468 section 11), or as OpenSSL used to write keys.</summary>
    public static bool IsEncrypted(string key) =>
        key.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) || key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);

    /// <summary>Gives a certificate its private key.</summary>
    /// <exception cref="CryptographicException">The key is broken, or not this certificate's.</exception>
    /// <exception cref="ArgumentException">The file has no usable key.</exception>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, string key)
    {
        var whole = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
        if (!OperatingSystem.IsWindows())
        {
            return whole;
        }

        // TLS on Windows does not accept a key that is only in memory (dotnet/runtime#45680).
        using (whole)
        {
            return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
        }
    }
}
