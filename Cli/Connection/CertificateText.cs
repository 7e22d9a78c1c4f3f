using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Describes certificates to people.</summary>
internal static class CertificateText
{
    public static string Sha256(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>The names and numbers that identify a certificate.</summary>
    public static string Describe(X509Certificate2 certificate) =>
        $"SHA-256 {Sha256(certificate)}, {Until(certificate)}";

    /// <summary>"valid until …".</summary>
    public static string Until(X509Certificate2 certificate) => $"valid until {Minute(certificate.NotAfter)}";

    public static string Name(X500DistinguishedName name, string none = "(a CA without a name)") =>
        name.Name.Length == 0 ? none : Printable.Line(name.Name);

    /// <summary>Its DNS names, URIs, e-mail addresses and IP addresses.</summary>
    public static string[] AlternativeNames(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return
        [
            .. SubjectName.Of(certificate).Select(name => Printable.Line(name.Value)),
            .. names?.EnumerateIPAddresses().Select(ip => ip.ToString()) ?? [],
        ];
    }

    /// <summary>Whether its extended key usage, if it has one, is for clients.</summary>
    public static bool IsForClients(X509Certificate2 certificate) => certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
        .All(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(purpose => purpose.Value is TrustPolicy.AnyUse or TrustPolicy.ClientUse));

    /// <summary>"expired on …" or "is valid from … only"; null if it is valid now.</summary>
    public static string? OutOfTime(X509Certificate2 certificate)
    {
        DateTime now = DateTime.Now;
        return certificate.NotAfter < now ? $"expired on {Minute(certificate.NotAfter)}"
            : certificate.NotBefore > now ? $"is valid from {Minute(certificate.NotBefore)} only"
            : null;
    }

    /// <summary>A time, local or universal, to the minute.</summary>
    public static string Minute(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
