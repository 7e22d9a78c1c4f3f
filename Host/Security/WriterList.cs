using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The clients that may store images.</summary>
internal sealed class WriterList(IReadOnlyList<string> writers)
{
    public static WriterList Nobody { get; } = new([]);

    /// <summary>Whether nobody may store images.</summary>
    public bool IsEmpty => writers.Count == 0;

    /// <summary>Reads the writers of the settings and of the writers file.</summary>
    /// <exception cref="StartException">The file cannot be read, has no writer, or has a line that is not one.</exception>
    public static WriterList Load(SatelliteOptions options) =>
        new([.. options.Writers, .. options.WritersFile is { } path ? ListFile.Read(path, "writers file", "writer", Writer.Parse) : []]);

    /// <summary>Whether a client may store images, by the fingerprint of its certificate or by one of the certificate's names.</summary>
    public bool Contains(ClientIdentity client) =>
        writers.Contains(client.CertificateSha256, StringComparer.Ordinal)
        || client.Names.Any(name => writers.Contains(name.Value, name.IsHostName ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) && !Writer.IsFingerprint(name.Value));
}
