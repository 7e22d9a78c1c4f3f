namespace CodeFirstSatellite.Host.Security;

/// <summary>Who is at the other end of a connection; one instance per connection, found among its features.</summary>
/// <param name="CertificateSha256">SHA-256 of the client's certificate, in lower-case hex. Subjects can be empty, so they identify nobody.</param>
/// <param name="Names">The certificate's subject alternative names.</param>
internal sealed record ClientIdentity(string CertificateSha256, IReadOnlyList<SubjectName> Names);
