using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CodeFirstSatellite.Maps.Geography;

/// <summary>A rectangle on Earth in degrees (WGS 84). West is less than east, and south less than north.</summary>
public readonly record struct GeoBounds
{
    private GeoBounds(double west, double south, double east, double north)
    {
        West = west;
        South = south;
        East = east;
        North = north;
    }

    /// <summary>All longitudes and latitudes.</summary>
    public static GeoBounds World { get; } = new(-180, -90, 180, 90);

    /// <summary>Longitude of the western edge, from -180; beyond in a cover.</summary>
    public double West { get; }

    /// <summary>Latitude of the southern edge, from -90; beyond in a cover.</summary>
    public double South { get; }

    /// <summary>Longitude of the eastern edge, up to 180; beyond in a cover.</summary>
    public double East { get; }

    /// <summary>Latitude of the northern edge, up to 90; beyond in a cover.</summary>
    public double North { get; }

    /// <summary>Makes a rectangle, if its edges are on Earth and not swapped.</summary>
    public static bool TryCreate(double west, double south, double east, double north, out GeoBounds bounds)
    {
        bool isGood = west >= -180 && west < east && east <= 180 && south >= -90 && south < north && north <= 90;
        bounds = isGood ? new GeoBounds(west, south, east, north) : default;
        return isGood;
    }

    /// <summary>
    /// Makes a cover: what the cells of a grid cover together. Its edges may lie beyond the Earth's, where the outermost cells lie on it
    /// in part only.
    /// </summary>
    public static bool TryCreateCover(double west, double south, double east, double north, out GeoBounds bounds)
    {
        bool isGood = double.IsFinite(west) && double.IsFinite(south) && double.IsFinite(east) && double.IsFinite(north)
            && west < east && south < north;
        bounds = isGood ? new GeoBounds(west, south, east, north) : default;
        return isGood;
    }

    /// <summary>Reads <c>west,south,east,north</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out GeoBounds bounds)
    {
        bounds = default;
        return ParseEdges(text) is [var west, var south, var east, var north] && TryCreate(west, south, east, north, out bounds);
    }

    /// <summary>
    /// Reads <c>west,south,east,north</c> as a person writes it, or says why the text is no rectangle. If its west is east of its east, it
    /// crosses the 180th meridian (RFC 7946 section 5.2) and becomes a cover whose east lies beyond 180.
    /// </summary>
    public static bool TryParseBox([NotNullWhen(true)] string? text, out GeoBounds bounds, [NotNullWhen(false)] out string? error)
    {
        if (ParseEdges(text) is not [var west, var south, var east, var north])
        {
            bounds = default;
            error = "expected four numbers with commas between them";
            return false;
        }

        error = Fault(west, south, east, north);
        bounds = error is null ? new GeoBounds(west, south, west < east ? east : east + 360, north) : default;
        return error is null;
    }

    /// <summary>Reads a cover (<see cref="TryCreateCover"/>) as <c>west,south,east,north</c>.</summary>
    public static bool TryParseCover([NotNullWhen(true)] string? text, out GeoBounds bounds)
    {
        bounds = default;
        return ParseEdges(text) is [var west, var south, var east, var north] && TryCreateCover(west, south, east, north, out bounds);
    }

    /// <summary>The form that <see cref="TryParse(string?, out GeoBounds)"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West},{South},{East},{North}");

    private static double[]? ParseEdges(string? text)
    {
        double[] edges = new double[4];
        string[] parts = text?.Split(',') ?? [];
        for (int i = 0; i < edges.Length; i++)
        {
            if (parts.Length != edges.Length || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]))
            {
                return null;
            }
        }

        return edges;
    }

    private static string? Fault(double west, double south, double east, double north)
    {
        // Written so that NaN is beyond.
        double beyond = Array.Find([west, east], longitude => !(Math.Abs(longitude) <= 180));
        bool isOnEarth = Math.Abs(west) <= 180 && Math.Abs(east) <= 180;
        return !isOnEarth
                ? Text($"longitudes go from -180 to 180, and {beyond} is beyond; it may mean {beyond - (Math.Sign(beyond) * 360)}")
            : !(Math.Abs(south) <= 90 && Math.Abs(north) <= 90) ? "latitudes go from -90 to 90"
            : west == east || west - east == 360 || south == north ? "it has no extent: two edges are the same"
            : south > north ? Text($"its southern edge {south} is north of its northern edge {north}")
            : null;

        static string Text(FormattableString text) => FormattableString.Invariant(text);
    }
}
