using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The client of a connection. A feature of the connection.</summary>
/// <param name="CertificateSha256">
/// SHA-256 of the client's certificate, in lower-case hex. Subjects can be empty, so they identify nobody.
/// </param>
/// <param name="Names">The certificate's subject alternative names.</param>
/// <param name="CommonName">The common name of its subject; null if there is none.</param>
internal sealed record ClientIdentity(string CertificateSha256, IReadOnlyList<SubjectName> Names, string? CommonName)
{
    /// <summary>
    /// What the log calls the client: the first of the names, else the common name, as one word of visible ASCII. Null if there is neither.
    /// </summary>
    public string? LoggedName { get; } = LogWord.Of(Names.Count > 0 ? Names[0].Value : CommonName);
}
