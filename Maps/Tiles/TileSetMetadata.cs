using System.Globalization;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// What a tile set says of itself. Read leniently, since files do not follow the specification closely: what cannot be
/// read is taken as not said. Only <c>grid</c>, which is ours, must be right.
/// </summary>
internal sealed partial class TileSetMetadata(IReadOnlyDictionary<string, string> values)
{
    public const string Geodetic = "EPSG:4326";

    // Beyond these, x and y would not fit 32 bits.
    private const int HighestZoom = 30;
    private const int HighestGeodeticZoom = 29;

    public string Title => Text("name");

    private bool IsGeodetic => Text("crs").Equals(Geodetic, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the cells of a zoom level lie.</summary>
    /// <exception cref="MapFormatException">The grid is not one, or too large to number.</exception>
    public GeoGrid GridOf(int zoom)
    {
        Projection projection = IsGeodetic ? Projection.Geodetic : Projection.WebMercator;
        if (values.TryGetValue("grid", out string? grid))
        {
            // A grid of its own covers the bounds, or else the world.
            GeoBounds covers = GeoBounds.TryParse(Text("bounds"), out GeoBounds bounds) ? bounds : GeoGrid.WorldOf(projection);
            return new GeoGrid(ParseGrid(grid), projection, covers);
        }

        int highest = IsGeodetic ? HighestGeodeticZoom : HighestZoom;
        if (zoom < 0 || zoom > highest)
        {
            throw new MapFormatException($"zoom level {zoom} is out of reach: expected 0 to {highest}, above which there are too many cells to number; choose one with #zoom=N");
        }

        return new GeoGrid(new Grid(1 << (IsGeodetic ? zoom + 1 : zoom), 1 << zoom), projection, GeoGrid.WorldOf(projection));
    }

    /// <summary>What to tell of the set when it is served at a zoom level.</summary>
    public MapDetails DetailsOf(int zoom, IReadOnlyList<int> zooms) => new()
    {
        Title = Title,
        Description = Text("description"),
        Attribution = Text("attribution"),
        Version = Text("version"),
        Bounds = GeoBounds.TryParse(Text("bounds"), out GeoBounds bounds) ? bounds : null,
        Geography = GridOf(zoom),
        Zoom = zoom,
        Zooms = zooms,
    };

    /// <summary>The media type of the images.</summary>
    /// <param name="image">One of them, which says what it is where the metadata does not.</param>
    public string ContentTypeOf(ReadOnlySpan<byte> image) => ContentTypeOf(Text("format")) ?? TypeOf(image);

    /// <summary>The media type that the metadata calls so; null when it is none that is known.</summary>
    public static string? ContentTypeOf(string format) => format.ToLowerInvariant() switch
    {
        "jpg" or "jpeg" => "image/jpeg",
        "png" or "png8" or "png24" or "png32" => "image/png",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "pbf" => "application/vnd.mapbox-vector-tile",
        "txt" => "text/plain",
        var type when type.Contains('/', StringComparison.Ordinal) => type,
        _ => null,
    };

    /// <summary>What the metadata calls a media type.</summary>
    public static string FormatOf(string contentType) => contentType switch
    {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "application/vnd.mapbox-vector-tile" => "pbf",
        "text/plain" => "txt",
        _ => contentType,
    };

    private static string TypeOf(ReadOnlySpan<byte> image) =>
        image.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : image.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
        : image.Length > 12 && image.StartsWith("RIFF"u8) && image[8..].StartsWith("WEBP"u8) ? "image/webp"
        : "application/octet-stream";

    private static Grid ParseGrid(string text) =>
        GridForm.Match(text) is { Success: true } match
            && int.TryParse(match.Groups["width"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0
            && int.TryParse(match.Groups["height"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int height) && height > 0
            ? new Grid(width, height)
            : throw new MapFormatException($"its metadata 'grid' is '{text}'; expected WIDTHxHEIGHT, such as 80x32");

    private string Text(string name) => values.TryGetValue(name, out string? value) ? value.Trim() : "";

    [GeneratedRegex(@"^\s*(?<width>[0-9]+)\s*x\s*(?<height>[0-9]+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex GridForm { get; }
}
