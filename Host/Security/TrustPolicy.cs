using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Trusts only certificates of the given CAs, never the system's, and fetches nothing to check them.</summary>
internal static class TrustPolicy
{
    /// <summary>
    /// Extended key usage of TLS servers (RFC 5280 section 4.2.1.12). A certificate without any such usage is good for all.
    /// </summary>
    public static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Extended key usage of TLS clients.</summary>
    public static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    public static X509ChainPolicy Only(X509Certificate2Collection authorities, Oid use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(use);
        return policy;
    }

    /// <summary>What is wrong with a chain that could not be built, such as <c>PartialChain, NotTimeValid</c>.</summary>
    public static string Describe(X509Chain chain) =>
        string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
}
