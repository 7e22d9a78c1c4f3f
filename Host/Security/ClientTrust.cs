using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Why a client is not let in.</summary>
/// <param name="Text">In words.</param>
/// <param name="Reason">For counting.</param>
internal sealed record CertificateObjection(string Text, HandshakeReason Reason);

/// <summary>Decides which clients are let in, and which stay, by what is in force now.</summary>
internal sealed class ClientTrust(Reloadable<ServerIdentity> identity, Reloadable<DeniedList> denied, TimeProvider time)
{
    /// <summary>Who the Host is, and whom it trusts.</summary>
    public ServerIdentity Identity => identity.Current;

    /// <summary>What certificates are judged by now. It is another value after files were read again.</summary>
    public (ServerIdentity Identity, DeniedList Denied) InForce => (identity.Current, denied.Current);

    /// <summary>Judges a certificate.</summary>
    /// <param name="sha256">The certificate's.</param>
    /// <param name="chain">The certificate's.</param>
    /// <param name="isBuilt">Whether the chain leads to a CA that is trusted, and is for clients.</param>
    /// <returns>Why it is refused; null if it is accepted.</returns>
    public CertificateObjection? FindObjection(string sha256, X509Chain chain, bool isBuilt)
    {
        if (!isBuilt)
        {
            return new(
                $"the client's certificate is not one for clients signed by our CA ({TrustPolicy.Describe(chain)})",
                HandshakeReasons.Of(chain));
        }

        if (CertificateStrength.FindWeakness(chain) is { } weakness)
        {
            return new($"the client's certificate is too weak: {weakness}", HandshakeReason.CertificateRefused);
        }

        if (denied.Current.Contains(sha256))
        {
            return new("the client's certificate is on the list of denied certificates", HandshakeReason.CertificateRevoked);
        }

        return identity.Current.Revocations?.FindObjection(chain, time.GetUtcNow()) is { } objection
            ? new($"the client's certificate is refused: {objection}", HandshakeReason.CertificateRevoked)
            : null;
    }

    /// <summary>Judges the certificate of an open connection again.</summary>
    /// <returns>Why it is no longer accepted; null if it is.</returns>
    public CertificateObjection? FindObjection(ClientCertificate client)
    {
        using var chain = new X509Chain { ChainPolicy = identity.Current.ClientPolicy.Clone() };
        foreach (byte[] intermediate in client.Intermediates)
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(intermediate));
        }

        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(client.Encoded);
        return FindObjection(client.Sha256, chain, chain.Build(certificate));
    }
}
