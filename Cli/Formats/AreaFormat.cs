using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Formats;

/// <summary>The formats of an area, and what <c>auto</c> chooses.</summary>
internal static class AreaFormat
{
    public const string Auto = "auto";
    public const string Map = "map";
    public const string Ndjson = "ndjson";
    public const string Raw = "raw";

    /// <summary>Makes a format. <c>auto</c> depends on the images and on whether output is a terminal.</summary>
    /// <param name="name">The format's name.</param>
    /// <param name="area">The area to write.</param>
    /// <param name="contentType">The images' media type; empty when the server does not say.</param>
    /// <param name="first">The first image; null when there is none.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    public static ImageFormat Create(string name, GridArea area, string contentType, CellImage? first, bool isTerminal)
    {
        bool isText = contentType.Length == 0 ? first?.Bytes.Length == 1 : IsText(contentType);
        return (name, isText, isTerminal) switch
        {
            (Map, _, true) or (Auto, true, true) => new TerminalMapFormat(area, TerminalWidth()),
            (Map, _, false) or (Auto, true, false) => new MapFormat(area),
            (Raw, _, _) => new RawFormat(),
            (Auto, false, true) => new SummaryFormat(),
            _ => new NdjsonFormat(),
        };
    }

    /// <summary>Whether images of a media type are text.</summary>
    public static bool IsText(string contentType) => contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The terminal's width; unlimited if the terminal does not say.</summary>
    private static int TerminalWidth() => Console.WindowWidth is > 0 and var width ? width : int.MaxValue;
}
