using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Trust;

/// <summary>
/// Which certificates are trusted: those of the given authorities, never the system's, and nothing is fetched to find out.
/// </summary>
public static class TrustPolicy
{
    /// <summary>
    /// Extended key usage of TLS servers (RFC 5280 section 4.2.1.12). A certificate without any such usage is good for all.
    /// </summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of TLS clients.</summary>
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>Extended key usage of whatever a certificate is shown for.</summary>
    public const string AnyUse = "2.5.29.37.0";

    /// <summary>Trusts certificates that the authorities signed for a use.</summary>
    public static X509ChainPolicy Only(X509Certificate2Collection authorities, string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new Oid(use));
        return policy;
    }

    /// <summary>What is wrong with a chain that could not be built, such as <c>PartialChain, NotTimeValid</c>.</summary>
    public static string Describe(X509Chain chain) =>
        string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
}
