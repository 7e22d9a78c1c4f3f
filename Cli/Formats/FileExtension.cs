namespace CodeFirstSatellite.Cli.Formats;

/// <summary>What the extension of a file says of the area that is written into it.</summary>
internal static class FileExtension
{
    private static readonly Dictionary<string, string> Streams = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = AreaFormat.Map,
        [".ndjson"] = AreaFormat.Ndjson,
        [".jsonl"] = AreaFormat.Ndjson,
        [".raw"] = AreaFormat.Raw,
    };

    /// <summary>The extension with its dot; empty if there is none, as in <c>map</c> and <c>.map</c>.</summary>
    public static string Of(string path) => Path.GetFileName(path).LastIndexOf('.') > 0 ? Path.GetExtension(path) : "";

    /// <summary>The format of a file that is a stream of images; <c>auto</c> if it has no extension.</summary>
    /// <exception cref="CliException">The extension says nothing.</exception>
    public static string FormatOf(string path) =>
        Of(path) is not { Length: > 0 } extension ? AreaFormat.Auto
        : Streams.TryGetValue(extension, out string? format) ? format
        : throw CliException.Usage(
            $"{path}: an area is written as its file's extension says, and '{extension}' says nothing. "
            + $"Known are {string.Join(", ", ImageStore.Extensions.Concat(Streams.Keys))}; a folder ends in /. "
            + "With --format map, ndjson or raw the file may have any name.");
}
