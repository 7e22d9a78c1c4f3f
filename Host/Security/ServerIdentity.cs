using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The Host's certificate, and the CAs that it trusts.</summary>
/// <param name="Certificate">The server's certificate with its private key.</param>
/// <param name="Intermediates">The intermediate certificates sent with it.</param>
/// <param name="Authorities">The CAs that clients' certificates must be signed by.</param>
internal sealed record ServerIdentity(
    X509Certificate2 Certificate,
    X509Certificate2Collection Intermediates,
    X509Certificate2Collection Authorities);
