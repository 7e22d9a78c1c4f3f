using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>What is known of a TLS handshake while it runs.</summary>
internal sealed class Handshake
{
    /// <summary>The versions that the client offered; null before its hello.</summary>
    public SslProtocols? ClientProtocols { get; set; }

    /// <summary>SHA-256 of the client's certificate, good or bad; null if it sent none.</summary>
    public string? ClientCertificateSha256 { get; private set; }

    /// <summary>The names of the client's certificate, if it was accepted.</summary>
    public IReadOnlyList<SubjectName> ClientNames { get; private set; } = [];

    /// <summary>Why the client's certificate was refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What ended the handshake, according to Kestrel.</summary>
    public string? Failure { get; set; }

    public bool Succeeded { get; set; }

    /// <summary>Accepts or refuses the client's certificate.</summary>
    public bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        ClientCertificateSha256 = certificate?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
        Refusal = errors switch
        {
            SslPolicyErrors.None when certificate is not null => null,
            _ when certificate is null => "the client sent no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null =>
                $"the client's certificate is not one for clients signed by our CA ({TrustPolicy.Describe(chain)})",
            _ => $"the client's certificate was refused ({errors})",
        };
        if (Refusal is null)
        {
            ClientNames = SubjectName.Of(certificate!);
        }

        return Refusal is null;
    }
}
