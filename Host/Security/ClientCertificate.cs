using System.Security.Cryptography.X509Certificates;

namespace CodeFirstSatellite.Host.Security;

/// <summary>What is kept of a client's certificate while its connection is open, to check it again.</summary>
/// <param name="Sha256">Of the certificate, in lower-case hex.</param>
/// <param name="Encoded">The certificate in DER.</param>
/// <param name="Intermediates">What the client sent with it, in DER.</param>
/// <param name="ValidUntil">The end of the certificate's validity, or that of its issuers if that is earlier.</param>
internal sealed record ClientCertificate(
    string Sha256, byte[] Encoded, IReadOnlyList<byte[]> Intermediates, DateTimeOffset ValidUntil)
{
    /// <param name="sha256">Of the certificate.</param>
    /// <param name="chain">From the certificate to its CA.</param>
    public static ClientCertificate Of(string sha256, X509Chain chain) => new(
        sha256,
        chain.ChainElements[0].Certificate.RawData,
        [.. chain.ChainElements.Skip(1).SkipLast(1).Select(element => element.Certificate.RawData)],
        chain.ChainElements.Min(element => new DateTimeOffset(element.Certificate.NotAfter)));
}
