using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>A map to serve: <c>[NAME=]FILE[#zoom=N]</c>, or <c>[NAME=]postgres://…[#map=NAME]</c>.</summary>
internal sealed partial record MapOption
{
    public const char Separator = ';';

    // A hundred years.
    private const double MostHours = 100 * 366 * 24;

    /// <summary>The map's name in calls.</summary>
    public required string Name { get; init; }

    public required string File { get; init; }

    /// <summary>The address of a map in a database; null for a file.</summary>
    public PostgresAddress? Database { get; init; }

    /// <summary>The zoom level of a tile set or GeoTIFF; null for the highest.</summary>
    public int? Zoom { get; init; }

    /// <summary>Where on Earth a text map lies; null if unknown.</summary>
    public GeoBounds? Bounds { get; init; }

    /// <summary>The projection of a GeoTIFF that does not name its coordinate system; null if unknown.</summary>
    public Projection? NamedProjection { get; init; }

    /// <summary>What the tile set or the map in a database is made as, if it does not exist; null to make none.</summary>
    public NewMap? New { get; init; }

    /// <summary>
    /// How long images are kept after others replaced them; null to keep none, or in a database to leave that as it is.
    /// </summary>
    public TimeSpan? Kept { get; init; }

    /// <summary>Whether the map ships with the Host. It is then never written to.</summary>
    public bool IsShipped { get; init; }

    /// <summary>The maps that ship with the Host.</summary>
    public static IReadOnlyList<MapOption> Defaults { get; } =
    [
        new() { Name = "earth-80x32", File = Shipped("earth-80x32.txt"), IsShipped = true, Bounds = GeoBounds.World },
        new() { Name = "blue-marble", File = Shipped("earth-80x32.mbtiles"), IsShipped = true },
    ];

    /// <summary>Reads maps separated by semicolons.</summary>
    /// <exception cref="FormatException">One of them is wrong; the message says what is expected.</exception>
    public static IReadOnlyList<MapOption> ParseList(string text)
    {
        if (text.Contains(Separator, StringComparison.Ordinal) && System.IO.File.Exists(text))
        {
            throw new FormatException($"no '{Separator}' in the name of a file, since it separates maps; name a link to the file instead");
        }

        MapOption[] maps = [.. text.Split(Separator, StringSplitOptions.TrimEntries).Select(Parse)];
        return maps.GroupBy(map => map.Name).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice
            ? throw new FormatException($"maps of different names (two are called '{twice}'; write NAME=FILE)")
            : maps;
    }

    private static MapOption Parse(string text)
    {
        Match match = Form.Match(text);
        string file = match.Groups["file"].Value;
        if (file.Length == 0)
        {
            throw new FormatException(
                "[NAME=]FILE[#zoom=N], [NAME=]FILE[#bounds=W,S,E,N], [NAME=]FILE[#crs=CRS] or "
                + "[NAME=]FILE[#create=WxH,FORMAT[#crs=CRS][#bounds=W,S,E,N]]");
        }

        PostgresAddress? database = PostgresAddress.IsOne(file) ? PostgresAddress.Parse(file) : null;
        var parts = Parts.Of(match);
        bool isMade = parts.Create is not null;
        if (database is not null && (parts.Zoom is not null || (parts.Bounds is not null && !isMade)))
        {
            throw new FormatException("no #zoom= or #bounds= after a map in PostgreSQL, where the table of maps says where it lies");
        }

        if (database is not null && parts.Crs is not null && !isMade)
        {
            throw new FormatException("#crs= after a map in PostgreSQL only beside #create=; the table of maps says what it has");
        }

        Projection? projection = parts.Crs is { } crs ? ParseCrs(crs) : null;
        GeoBounds? bounds = parts.Bounds is { } area ? ParseBounds(area) : null;
        string origin = database is null ? file : database.Map ?? database.Database;
        return new MapOption
        {
            Name = match.Groups["name"] is { Success: true } name ? name.Value : NameOf(origin),
            File = database?.ToString() ?? file,
            Database = database,
            Zoom = parts.Zoom is { } zoom ? ParseZoom(zoom) : null,
            New = parts.Create is { } create ? ParseNew(create, projection, bounds) : null,
            Bounds = isMade ? null : bounds,
            NamedProjection = isMade ? null : projection,
            Kept = parts.History is { } history ? ParseHistory(history) : null,
        };
    }

    private static int ParseZoom(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int zoom)
            ? zoom
            : throw new FormatException("a zoom level after #zoom=, such as 7");

    private static TimeSpan ParseHistory(string text)
    {
        bool isDays = text.EndsWith('d');
        return double.TryParse(
                isDays || text.EndsWith('h') ? text[..^1] : "",
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double number)
            && number > 0
            && TimeSpan.FromHours(Math.Min(isDays ? number * 24 : number, MostHours)) is var kept
            && kept > TimeSpan.Zero
            ? kept
            : throw new FormatException("how long older images are kept after #history=, in days or hours, such as 30d or 12h");
    }

    private static NewMap ParseNew(string text, Projection? projection, GeoBounds? bounds)
    {
        string[] parts = text.Split(['x', ','], 3);
        return parts.Length is 2 or 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height) && height > 0
            && ImageType.OfFormat(parts.ElementAtOrDefault(2) ?? "jpg") is { } type
            ? Locate(new NewMap(new Grid(width, height), type.MediaType), projection, bounds)
            : throw new FormatException("a grid and perhaps a format (jpg, png, webp, txt) after #create=, such as 128x64,png");
    }

    private static Projection ParseCrs(string text) =>
        Crs.Find(text) ?? throw new FormatException($"EPSG:4326 or EPSG:3857 after #crs=, not '{text}'");

    private static NewMap Locate(NewMap map, Projection? named, GeoBounds? bounds)
    {
        if (named is null && bounds is null)
        {
            return map;
        }

        Projection projection = named ?? Projection.Geodetic;
        return map with { Named = new GeoGrid(map.Grid, projection, bounds ?? GeoGrid.WorldOf(projection)) };
    }

    private static GeoBounds ParseBounds(string text) =>
        GeoBounds.TryParseBox(text, out GeoBounds bounds, out string? error)
            ? bounds
            : throw new FormatException($"degrees west,south,east,north after #bounds=, such as -180,-90,180,90 ({error})");

    // A name is sent as metadata, so it has only characters that can be.
    private static string NameOf(string file)
    {
        var name = new StringBuilder(Path.GetFileNameWithoutExtension(file));
        for (int i = 0; i < name.Length; i++)
        {
            name[i] = char.IsAsciiLetterOrDigit(name[i]) || name[i] is '-' or '_' or '.' ? name[i] : '-';
        }

        return name.Length == 0 ? "map" : name.ToString();
    }

    private static string Shipped(string file) => Path.Combine(AppContext.BaseDirectory, "Maps", file);

    [GeneratedRegex(
        "^((?<name>[A-Za-z0-9_.-]+)=)?(?<file>.*?)(#(?<key>zoom|bounds|create|crs|history)=(?<value>[^#]*))*$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form { get; }

    /// <summary>What stands behind the file.</summary>
    private sealed record Parts(string? Zoom, string? Bounds, string? Create, string? Crs, string? History)
    {
        /// <exception cref="FormatException">One of them is given twice.</exception>
        public static Parts Of(Match match)
        {
            var values = new Dictionary<string, string>();
            foreach ((Capture key, Capture value) in match.Groups["key"].Captures.Zip(match.Groups["value"].Captures))
            {
                if (!values.TryAdd(key.Value, value.Value))
                {
                    throw new FormatException($"#{key.Value}= once");
                }
            }

            return new Parts(
                values.GetValueOrDefault("zoom"),
                values.GetValueOrDefault("bounds"),
                values.GetValueOrDefault("create"),
                values.GetValueOrDefault("crs"),
                values.GetValueOrDefault("history"));
        }
    }
}
