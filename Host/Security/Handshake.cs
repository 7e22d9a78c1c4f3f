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

    private HandshakeReason _refusalReason;

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

    /// <summary>Why the client's certificate was refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What ended the handshake, according to Kestrel.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether it took too long.</summary>
    public bool IsTooSlow { get; set; }

    /// <summary>Why it failed.</summary>
    public HandshakeReason Reason => this switch
    {
        { Refusal: not null } => _refusalReason,
        { ClientProtocols: { } offered } when (offered & TooOld) == offered => HandshakeReason.ProtocolVersion,
        { IsTooSlow: true } => HandshakeReason.Timeout,
        { ClientProtocols: null } => HandshakeReason.NoHello,
        _ => HandshakeReason.Other,
    };

    public bool Succeeded { get; set; }

    /// <summary>Why a client's certificate is refused whose chain could not be built.</summary>
    public static string ObjectionTo(X509Chain chain) =>
        $"the client's certificate is not one for clients signed by our CA ({TrustPolicy.Describe(chain)})";

    /// <summary>Accepts or refuses the client's certificate.</summary>
    public bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        ClientCertificateSha256 = certificate?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        Refusal = errors switch
        {
            SslPolicyErrors.None when certificate is not null => null,
            _ when certificate is null => "the client sent no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null => ObjectionTo(chain),
            _ => $"the client's certificate was refused ({errors})",
        };
        if (Refusal is null)
        {
            ClientNames = SubjectName.Of(certificate!);
            ClientCommonName = SubjectName.CommonNameOf(certificate!);
            Client = ClientCertificate.Of(ClientCertificateSha256!, chain!);
        }
        else
        {
            _refusalReason = certificate is null ? HandshakeReason.NoCertificate : HandshakeReasons.Of(chain);
        }

        return Refusal is null;
    }
}
