using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>What is known of a TLS handshake while it runs.</summary>
internal sealed class Handshake
{
#pragma warning disable CA5397, SYSLIB0039 // Names what an old client offered; nothing here enables it.
    private const SslProtocols TooOld = SslProtocols.Tls | SslProtocols.Tls11;
#pragma warning restore CA5397, SYSLIB0039

    /// <summary>The versions that the client offered; null before its hello.</summary>
    public SslProtocols? ClientProtocols { get; set; }

    /// <summary>SHA-256 of the client's certificate, good or bad; null if it sent none.</summary>
    public string? ClientCertificateSha256 { get; private set; }

    /// <summary>The names of the client's certificate, if it was accepted.</summary>
    public IReadOnlyList<SubjectName> ClientNames { get; private set; } = [];

    /// <summary>The common name of the client's certificate, if it was accepted.</summary>
    public string? ClientCommonName { get; private set; }

    /// <summary>The client's certificate, if it was accepted.</summary>
    public ClientCertificate? Client { get; private set; }

    /// <summary>What the client's certificate was judged by.</summary>
    public (ServerIdentity Identity, DeniedList Denied) JudgedBy { get; private set; }

    /// <summary>Why the client's certificate was refused.</summary>
    public CertificateObjection? Refusal { get; private set; }

    /// <summary>What ended the handshake, according to Kestrel.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether it took too long.</summary>
    public bool IsTooSlow { get; set; }

    /// <summary>Why it failed.</summary>
    public HandshakeReason Reason => this switch
    {
        { Refusal: { } refusal } => refusal.Reason,
        { ClientProtocols: { } offered } when (offered & TooOld) == offered => HandshakeReason.ProtocolVersion,
        { IsTooSlow: true } => HandshakeReason.Timeout,
        { ClientProtocols: null } => HandshakeReason.NoHello,
        _ => HandshakeReason.Other,
    };

    public bool Succeeded { get; set; }

    /// <summary>Accepts or refuses the client's certificate.</summary>
    public bool Judge(ClientTrust trust, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        JudgedBy = trust.InForce;
        ClientCertificateSha256 = certificate?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        Refusal = certificate is null ? new("the client sent no certificate", HandshakeReason.NoCertificate)
            : chain is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0
                ? new($"the client's certificate was refused ({errors})", HandshakeReason.CertificateRefused)
            : trust.FindObjection(ClientCertificateSha256!, chain, isBuilt: errors == SslPolicyErrors.None);
        if (Refusal is null)
        {
            ClientNames = SubjectName.Of(certificate!);
            ClientCommonName = SubjectName.CommonNameOf(certificate!);
            Client = ClientCertificate.Of(ClientCertificateSha256!, chain!);
        }

        return Refusal is null;
    }
}
