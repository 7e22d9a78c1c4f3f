using System.Globalization;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Security;

/// <summary>Cells from a lower-left to an upper-right corner, both inclusive, on whatever map.</summary>
internal readonly record struct CellRange(int West, int South, int East, int North)
{
    public bool Covers(CellRange other) => other.West >= West && other.South >= South && other.East <= East && other.North <= North;

    /// <summary>The cells of a map that lie where these cells of another zoom level lie, at least in part.</summary>
    /// <param name="level">The map at that zoom level.</param>
    /// <param name="map">The map.</param>
    public CellRange On(IMapSource level, IMapSource map)
    {
        if (level == map || level.Grid == map.Grid)
        {
            return this;
        }

        if (level.Details.Geography is { } place && map.Details.Geography is { } whole && place.Bounds != whole.Bounds
            && level.Grid.TryGetArea(West, South, East, North, out GridArea area, out _)
            && whole.TryGetArea(place.BoundsOf(area), out GridArea cells, out _))
        {
            return new CellRange(cells.West, cells.South, cells.East, cells.North);
        }

        return new CellRange(
            First(West, level.Grid.Width, map.Grid.Width),
            First(South, level.Grid.Height, map.Grid.Height),
            First(East + 1L, level.Grid.Width, map.Grid.Width, up: true) - 1,
            First(North + 1L, level.Grid.Height, map.Grid.Height, up: true) - 1);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({West},{South})-({East},{North})");

    // Cells outside the grid, which the handler refuses, stay outside.
    private static int First(long edge, int from, int to, bool up = false)
    {
        Int128 scaled = (Int128)edge * to;
        Int128 result = scaled / from;
        bool isRounded = result * from != scaled;
        result += isRounded && up && edge > 0 ? 1 : isRounded && !up && edge < 0 ? -1 : 0;
        return (int)Int128.Clamp(result, int.MinValue, int.MaxValue);
    }
}

/// <summary>A line of the access file: who may call what, on which maps and where.</summary>
/// <param name="Client">As <see cref="ClientName"/>; null is everybody.</param>
/// <param name="Methods">Paths such as <c>/satellite.Satellite/GetImage</c>; null is every method.</param>
/// <param name="Maps">Names of maps; null is every map.</param>
/// <param name="Area">Where; null is everywhere.</param>
internal sealed record AccessRule(string? Client, IReadOnlySet<string>? Methods, IReadOnlyList<string>? Maps, CellRange? Area)
{
    private const string All = "*";
    private const string Format = "CLIENT METHODS [MAPS [X,Y-X,Y]], such as: berlin.example read world 0,0-79,31";

    private static readonly string[] Reading = ["satellite.Satellite", "satellite.catalog.v1.Catalog", "satellite.live.v1.Live"];
    private static readonly string[] Storing = ["satellite.archive.v1.Archive"];

    // What there is, by name: a service with its methods, and each method.
    private static readonly Dictionary<string, string[]> Known = FindMethods();

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="maps">The names of the maps there are.</param>
    /// <returns>Null for a comment.</returns>
    /// <exception cref="FormatException">It is none; the message says what is expected.</exception>
    public static AccessRule? Parse(string line, IReadOnlyCollection<string> maps)
    {
        if (line.StartsWith('#'))
        {
            return null;
        }

        string[] columns = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return columns.Length is >= 2 and <= 4
            ? new AccessRule(
                columns[0] == All ? null : ClientName.Parse(columns[0]),
                columns[1] == All ? null : columns[1].Split(',').SelectMany(MethodsOf).ToHashSet(StringComparer.Ordinal),
                columns.Length < 3 || columns[2] == All ? null : [.. columns[2].Split(',').Select(map => MapOf(map, maps))],
                columns.Length < 4 || columns[3] == All ? null : AreaOf(columns[3]))
            : throw new FormatException(Format);
    }

    private static Dictionary<string, string[]> FindMethods()
    {
        Dictionary<string, string[]> found = [];
        foreach (var file in ContractFiles.All)
        {
            foreach (var service in file.Service)
            {
                string name = $"{file.Package}.{service.Name}";
                found[name] = [.. service.Method.Select(method => $"/{name}/{method.Name}")];
                foreach (string path in found[name])
                {
                    found[path[1..]] = [path];
                }
            }
        }

        return found;
    }

    private static string[] MethodsOf(string name) => name switch
    {
        "read" => [.. Reading.SelectMany(service => Known[service])],
        "store" => [.. Storing.SelectMany(service => Known[service])],
        _ when Known.TryGetValue(name, out string[]? paths) => paths,
        _ => throw new FormatException(
            $"read, store, * or services and methods with commas between ({string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))})"),
    };

    private static string MapOf(string name, IReadOnlyCollection<string> maps) => maps.Contains(name)
        ? name
        : throw new FormatException($"* or maps with commas between ({string.Join(", ", maps)})");

    private static CellRange AreaOf(string text)
    {
        string[] corners = text.Split('-');
        return corners.Length == 2 && CornerOf(corners[0]) is var (west, south) && CornerOf(corners[1]) is var (east, north)
            && west <= east && south <= north
            ? new CellRange(west, south, east, north)
            : throw new FormatException("* or the corners of a rectangle, lower left and upper right, such as 0,0-79,31");
    }

    private static (int X, int Y)? CornerOf(string text) =>
        text.Split(',') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int x)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int y)
            ? (x, y)
            : null;
}
