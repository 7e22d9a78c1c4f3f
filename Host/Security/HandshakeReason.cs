using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Why a TLS handshake failed, for counting: few reasons, whatever clients do. The log has more to say.</summary>
internal enum HandshakeReason
{
    /// <summary>Something else, such as no cipher suite or protocol in common, or a connection that broke.</summary>
    Other,

    /// <summary>The client sent no certificate.</summary>
    NoCertificate,

    /// <summary>The client's certificate has expired, or is not valid yet.</summary>
    CertificateNotValidNow,

    /// <summary>The client's certificate is not of our CA, not for clients, or too weak.</summary>
    CertificateRefused,

    /// <summary>The client's certificate is revoked or denied, or whether it is cannot be told.</summary>
    CertificateRevoked,

    /// <summary>The client offers only versions before TLS 1.2.</summary>
    ProtocolVersion,

    /// <summary>The connection ended before the client said hello: a port scan, or a load balancer's probe.</summary>
    NoHello,

    /// <summary>The handshake took too long.</summary>
    Timeout,
}

/// <summary>Chooses the reason of a failed handshake.</summary>
internal static class HandshakeReasons
{
    /// <summary>The reason for which a chain was not accepted.</summary>
    public static HandshakeReason Of(X509Chain? chain) =>
        chain is { ChainStatus: { Length: > 0 } found } && Array.TrueForAll(found, one => one.Status == X509ChainStatusFlags.NotTimeValid)
            ? HandshakeReason.CertificateNotValidNow
            : HandshakeReason.CertificateRefused;
}
