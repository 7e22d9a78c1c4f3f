using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>Warns of certificates that expire soon.</summary>
internal static class Validity
{
    // Enough time to ask whoever has the CA for another.
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);

    /// <summary>A finding that is fine unless the certificate, which is valid, expires soon.</summary>
    public static Finding Check(string check, string message, X509Certificate2 certificate)
    {
        TimeSpan left = certificate.NotAfter - DateTime.Now;
        return left > Soon
            ? Finding.Ok(check, message)
            : Finding.Warning(check, string.Create(
                CultureInfo.InvariantCulture,
                $"{message}: it expires in {(left.TotalDays >= 2 ? $"{left.Days} days" : $"{Math.Ceiling(left.TotalHours)} hours")}"));
    }
}
