using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Trust;

/// <summary>
/// Trusts only certificates of the given CAs, never the system's, and fetches nothing to check them.
/// </summary>
public static class TrustPolicy
{
    /// <summary>
    /// Extended key usage of TLS servers (RFC 5280 section 4.2.1.12). A certificate without an extended key usage is good for every use.
    /// </summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of TLS clients.</summary>
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>Extended key usage of whatever a certificate is shown for.</summary>
    public const string AnyUse = "2.5.29.37.0";

    private const int LongestName = 200;

    /// <summary>Trusts certificates that the CAs signed for a use.</summary>
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

    /// <summary>
    /// What is wrong with a chain that could not be built, such as <c>PartialChain: issued by CN=…</c> or <c>NotTimeValid</c>.
    /// </summary>
    public static string Describe(X509Chain chain)
    {
        X509ChainStatusFlags[] found = [.. chain.ChainStatus.Select(status => status.Status).Distinct()];
        string text = string.Join(", ", found);
        return found.Contains(X509ChainStatusFlags.PartialChain) ? $"{text}: issued by {NameOf(chain)}" : text;
    }

    // Nobody vouches for it, so it must not pass for more of a log's line, nor fill one.
    private static string NameOf(X509Chain chain)
    {
        string name = chain.ChainElements[^1].Certificate.Issuer.Replace('"', '\'');
        return name.Length == 0 ? "a CA without a name" : name.Length <= LongestName ? name : name[..LongestName] + "…";
    }
}
