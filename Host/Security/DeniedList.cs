using System.Collections.Frozen;
using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Clients that are not let in although a CA vouches for them, by the SHA-256 of their certificate.</summary>
internal sealed class DeniedList
{
    private readonly FrozenSet<string> _fingerprints;

    private DeniedList(IEnumerable<string> fingerprints) => _fingerprints = fingerprints.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads the file. It may be empty: the last of those that were denied may be let in again.</summary>
    /// <exception cref="StartException">The file cannot be read, or has a line that is no fingerprint.</exception>
    public static Reloadable<DeniedList> Load(SatelliteOptions options) => Reloadable<DeniedList>.Read(
        [options.DeniedFile],
        () => new(options.DeniedFile is { } path ? ListFile.Read(path, "denied certificate", ParseLine, mayBeEmpty: true) : []),
        list => $"the denied certificates file '{options.DeniedFile}', denied={list._fingerprints.Count}");

    /// <summary>Whether a certificate is on the list.</summary>
    public bool Contains(string sha256) => _fingerprints.Contains(sha256);

    private static string ParseLine(string text) => Fingerprint.Parse(text)
        ?? throw new FormatException("the SHA-256 of a client's certificate (64 hex digits, with colons or without)");
}
