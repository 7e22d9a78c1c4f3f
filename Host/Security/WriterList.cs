using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Who may store images: clients by the SHA-256 of their certificate, or by one of its subject alternative names.</summary>
internal sealed class WriterList
{
    private readonly IReadOnlyList<string> _writers;

    private WriterList(IReadOnlyList<string> writers) => _writers = writers;

    public static Reloadable<WriterList> Nobody { get; } = Load(new SatelliteOptions());

    /// <summary>Whether nobody may store images.</summary>
    public bool IsEmpty => _writers.Count == 0;

    /// <summary>Reads the writers of the settings and of the writers file, which has at least one.</summary>
    /// <exception cref="StartException">The file cannot be read, has no writer, or has a line that is not one.</exception>
    public static Reloadable<WriterList> Load(SatelliteOptions options) => Reloadable<WriterList>.Read(
        [options.WritersFile],
        () => new([.. options.Writers, .. options.WritersFile is { } path ? ListFile.Read(path, "writer", ClientName.Parse) : []]),
        list => $"the writers file '{options.WritersFile}', writers={list._writers.Count}");

    /// <summary>Reads a list of writers; a fingerprint becomes lower-case hex without colons.</summary>
    /// <exception cref="FormatException">One of them is none; the message says what is expected.</exception>
    public static IReadOnlyList<string> Parse(string text) => [.. ItemList.Split(text, alsoAtSemicolons: true).Select(ClientName.Parse)];

    /// <summary>Whether a client is one of them, by the fingerprint of its certificate or one of its names.</summary>
    public bool Contains(ClientIdentity client) => _writers.Any(writer => ClientName.IsOf(client, writer));
}
