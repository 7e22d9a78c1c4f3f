using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Trust;

/// <summary>What makes a certificate too weak to be trusted, whoever signed it.</summary>
public static class CertificateStrength
{
    /// <summary>The fewest bits of an RSA key (NIST SP 800-131A, revision 2).</summary>
    public const int FewestRsaBits = 2048;

    // RFC 3279 and RFC 8017: signatures with hashes for which collisions are known.
    private static readonly Dictionary<string, string> BrokenSignatures = new()
    {
        ["1.2.840.113549.1.1.2"] = "MD2",
        ["1.2.840.113549.1.1.4"] = "MD5",
        ["1.2.840.113549.1.1.5"] = "SHA-1",
        ["1.2.840.10040.4.3"] = "SHA-1",
        ["1.2.840.10045.4.1"] = "SHA-1",
    };

    /// <summary>
    /// What is weak about the certificate of a TLS server or client, such as <c>its RSA key has 1024 bits</c>; null if nothing is.
    /// </summary>
    public static string? FindWeakness(X509Certificate2 certificate) =>
        FindWeakKey(certificate)
        ?? FindWeakSignature(certificate)
        ?? (certificate.Extensions.OfType<X509KeyUsageExtension>().Any(use => !use.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
            ? "its key usage lacks digitalSignature"
            : null);

    /// <summary>The same of a CA's certificate. The signature of a root by itself proves nothing, so it may be any.</summary>
    public static string? FindWeaknessOfAuthority(X509Certificate2 authority) =>
        FindWeakKey(authority)
        ?? (authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData) ? null : FindWeakSignature(authority));

    /// <summary>What is weak in a chain from a TLS server's or client's certificate to its root; null if nothing is.</summary>
    public static string? FindWeakness(X509Chain chain)
    {
        if (FindWeakness(chain.ChainElements[0].Certificate) is { } own)
        {
            return own;
        }

        foreach (X509ChainElement element in chain.ChainElements.Skip(1))
        {
            if (FindWeaknessOfAuthority(element.Certificate) is { } weakness)
            {
                return $"of its issuer {element.Certificate.Subject}: {weakness}";
            }
        }

        return null;
    }

    private static string? FindWeakKey(X509Certificate2 certificate)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        return rsa?.KeySize < FewestRsaBits ? $"its RSA key has {rsa.KeySize} bits, and at least {FewestRsaBits} are needed" : null;
    }

    private static string? FindWeakSignature(X509Certificate2 certificate) =>
        BrokenSignatures.TryGetValue(certificate.SignatureAlgorithm.Value ?? "", out string? hash)
            ? $"it is signed with {hash}, and SHA-256 or better is needed"
            : null;
}
