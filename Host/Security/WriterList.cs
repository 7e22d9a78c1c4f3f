using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Who may store images: clients by the SHA-256 of their certificate, or by one of its subject alternative names.</summary>
internal sealed class WriterList
{
    private const int Sha1Length = 40;

    private readonly IReadOnlyList<string> _writers;

    private WriterList(IReadOnlyList<string> writers) => _writers = writers;

    public static Reloadable<WriterList> Nobody { get; } = Load(new SatelliteOptions());

    /// <summary>Whether nobody may store images.</summary>
    public bool IsEmpty => _writers.Count == 0;

    /// <summary>Reads the writers of the settings and of the writers file, which has at least one.</summary>
    /// <exception cref="StartException">The file cannot be read, has no writer, or has a line that is not one.</exception>
    public static Reloadable<WriterList> Load(SatelliteOptions options) => Reloadable<WriterList>.Read(
        [options.WritersFile],
        () => new([.. options.Writers, .. options.WritersFile is { } path ? ListFile.Read(path, "writer", ParseOne) : []]),
        list => $"the writers file '{options.WritersFile}', writers={list._writers.Count}");

    /// <summary>Reads a list of writers; a fingerprint becomes lower-case hex without colons.</summary>
    /// <exception cref="FormatException">One of them is none; the message says what is expected.</exception>
    public static IReadOnlyList<string> Parse(string text) => [.. ItemList.Split(text, alsoAtSemicolons: true).Select(ParseOne)];

    /// <summary>Whether a client is one of them, by the fingerprint of its certificate or one of its names.</summary>
    public bool Contains(ClientIdentity client) =>
        _writers.Contains(client.CertificateSha256, StringComparer.Ordinal)
        || client.Names.Any(name => !Fingerprint.IsOne(name.Value)
            && _writers.Contains(name.Value, name.IsHostName ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal));

    private static string ParseOne(string text)
    {
        if (Fingerprint.Parse(text) is { } fingerprint)
        {
            return fingerprint;
        }

        string digits = text.Replace(":", "", StringComparison.Ordinal);
        bool isOtherHash = digits.Length >= Sha1Length && digits.All(char.IsAsciiHexDigit);
        return text.Length > 0 && !isOtherHash && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? text
            : throw new FormatException("the SHA-256 of a client's certificate (64 hex digits, with colons or without) or one of its "
                + "subject alternative names (a DNS name, URI or e-mail address, whole)");
    }
}
