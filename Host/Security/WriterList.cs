using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Whose certificates may store images.</summary>
internal sealed class WriterList(IReadOnlyList<string> writers)
{
    public static WriterList Nobody { get; } = new([]);

    /// <summary>Whether nobody may.</summary>
    public bool IsEmpty => writers.Count == 0;

    /// <summary>Takes the writers of the settings and of the writers file.</summary>
    /// <exception cref="StartException">The file cannot be read, has no writer, or a line that is none.</exception>
    public static WriterList Load(SatelliteOptions options) =>
        new([.. options.Writers, .. options.WritersFile is { } path ? ListFile.Read(path, "writers file", "writer", Writer.Parse) : []]);

    /// <summary>Whether a client is one of them, by the fingerprint of its certificate or one of that one's names.</summary>
    public bool Contains(ClientIdentity client) =>
        writers.Contains(client.CertificateSha256, StringComparer.Ordinal)
        || client.Names.Any(name => writers.Contains(name.Value, name.IsHostName ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal) && !Writer.IsFingerprint(name.Value));
}
