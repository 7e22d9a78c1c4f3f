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

    /// <summary>Whether the file may get tiles of a zoom level that it has none of; a grid of its own is that of the highest.</summary>
    public bool MayGet(int zoom) => HasGridOf(zoom) && (zoom <= HighestZoom || !values.ContainsKey("grid"));

    // Web Mercator unless the metadata says otherwise: the specification knows no other. A grid of its own could be anything.
    private Projection? Projection => Crs.Find(Text("crs"))
        ?? (Text("crs").Length == 0 && !values.ContainsKey("grid") ? Geography.Projection.WebMercator : null);

    /// <summary>The cells of a zoom level.</summary>
    /// <exception cref="MapFormatException">The grid is malformed, or too large for 32-bit coordinates.</exception>
    public Grid GridOf(int zoom)
    {
        if (values.TryGetValue("grid", out string? grid))
        {
            return Lower(ParseGrid(grid), HighestZoom ?? zoom, zoom)
                ?? throw new MapFormatException(
                    $"its metadata 'grid' is '{grid}' at zoom level {HighestZoom}, which is no whole number of cells at zoom level {zoom}");
        }

        bool isGeodetic = Projection == Geography.Projection.Geodetic;
        int highest = isGeodetic ? LastGeodeticZoom : LastZoom;
        return zoom >= 0 && zoom <= highest
            ? new Grid(1 << (isGeodetic ? zoom + 1 : zoom), 1 << zoom)
            : throw new MapFormatException(
                $"zoom level {zoom} is out of reach: expected 0 to {highest}, above which there are too many cells to number; "
                + $"choose one with #zoom=N");
    }

    /// <summary>Whether <see cref="GridOf"/> has an answer.</summary>
    public bool HasGridOf(int zoom)
    {
        try
        {
            GridOf(zoom);
            return true;
        }
        catch (MapFormatException)
        {
            return false;
        }
    }

    /// <summary>What is known of the map at a zoom level.</summary>
    /// <exception cref="MapFormatException">The grid is malformed, or too large for 32-bit coordinates.</exception>
    public MapDetails DetailsOf(int zoom, IReadOnlyList<int> zooms) => new()
    {
        Title = Title,
        Description = Text("description"),
        Attribution = Text("attribution"),
        Version = Text("version"),
        Bounds = GeoBounds.TryParse(Text("bounds"), out GeoBounds bounds) ? bounds : null,
        Geography = Projection is { } projection ? new GeoGrid(GridOf(zoom), projection, CoveredBy(projection)) : null,
        Zoom = zoom,
        Zooms = zooms,
    };

    /// <summary>The media type of the images.</summary>
    /// <param name="image">An image of the set, whose first bytes are believed rather than the metadata; empty if there is none.</param>
    public string ContentTypeOf(ReadOnlySpan<byte> image) => ImageType.Of(ImageType.OfFormat(Text("format")), image).MediaType;

    // A grid of its own covers the bounds, or else the world.
    private GeoBounds CoveredBy(Projection projection) =>
        values.ContainsKey("grid") && GeoBounds.TryParseCover(Text("bounds"), out GeoBounds bounds) ? bounds : GeoGrid.WorldOf(projection);

    // Each level has half the columns and rows of the next. The grid is that of the highest, whatever the metadata says of the number.
    private static Grid? Lower(Grid grid, int highest, int zoom)
    {
        int factor = 1 << Math.Clamp(highest - zoom, 0, LastZoom);
        return grid.Width % factor == 0 && grid.Height % factor == 0 ? new Grid(grid.Width / factor, grid.Height / factor) : null;
    }

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
