using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Who the Host is and whom it trusts.</summary>
/// <param name="Certificate">The server's certificate with its private key.</param>
/// <param name="Intermediates">What is sent with it.</param>
/// <param name="Authorities">Whose certificates clients must have.</param>
internal sealed record ServerIdentity(
    X509Certificate2 Certificate,
    X509Certificate2Collection Intermediates,
    X509Certificate2Collection Authorities);
