using System.Globalization;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// The metadata of a tile set. It is read leniently, since files do not follow the specification closely: an unreadable value counts as
/// absent. Only <c>grid</c>, a key of ours, must be right.
/// </summary>
internal sealed partial class TileSetMetadata(IReadOnlyDictionary<string, string> values)
{
    // Beyond these zoom levels, x and y would not fit 32 bits.
    private const int LastZoom = 30;
    private const int LastGeodeticZoom = 29;

    public string Title => Text("name");

    /// <summary>The highest zoom level, according to the metadata.</summary>
    public int? HighestZoom => int.TryParse(Text("maxzoom"), NumberStyles.None, CultureInfo.InvariantCulture, out int zoom) ? zoom : null;

    // Web Mercator unless the metadata says otherwise: the specification knows no other.
    private Projection Projection => Crs.Find(Text("crs")) ?? Projection.WebMercator;

    private bool IsGeodetic => Projection == Projection.Geodetic;

    /// <summary>Where the cells of a zoom level lie.</summary>
    /// <exception cref="MapFormatException">The grid is malformed, or too large for 32-bit coordinates.</exception>
    public GeoGrid GridOf(int zoom)
    {
        if (values.TryGetValue("grid", out string? grid))
        {
            // A grid of its own covers the bounds, or else the world.
            GeoBounds covers = GeoBounds.TryParse(Text("bounds"), out GeoBounds bounds) ? bounds : GeoGrid.WorldOf(Projection);
            return new GeoGrid(ParseGrid(grid), Projection, covers);
        }

        int highest = IsGeodetic ? LastGeodeticZoom : LastZoom;
        if (zoom < 0 || zoom > highest)
        {
            throw new MapFormatException(
                $"zoom level {zoom} is out of reach: expected 0 to {highest}, above which there are too many cells to number; "
                + $"choose one with #zoom=N");
        }

        return new GeoGrid(new Grid(1 << (IsGeodetic ? zoom + 1 : zoom), 1 << zoom), Projection, GeoGrid.WorldOf(Projection));
    }

    /// <summary>What is known of the map at a zoom level.</summary>
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
    /// <param name="image">An image of the set, whose first bytes are believed rather than the metadata; empty if there is none.</param>
    public string ContentTypeOf(ReadOnlySpan<byte> image) => ImageType.Of(ImageType.OfFormat(Text("format")), image).MediaType;

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
