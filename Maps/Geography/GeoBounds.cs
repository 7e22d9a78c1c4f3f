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

    /// <summary>Longitude of the western edge, from -180.</summary>
    public double West { get; }

    /// <summary>Latitude of the southern edge, from -90.</summary>
    public double South { get; }

    /// <summary>Longitude of the eastern edge, up to 180.</summary>
    public double East { get; }

    /// <summary>Latitude of the northern edge, up to 90.</summary>
    public double North { get; }

    /// <summary>Makes a rectangle, if its edges are on Earth and not swapped.</summary>
    public static bool TryCreate(double west, double south, double east, double north, out GeoBounds bounds)
    {
        bool isGood = west >= -180 && west < east && east <= 180 && south >= -90 && south < north && north <= 90;
        bounds = isGood ? new GeoBounds(west, south, east, north) : default;
        return isGood;
    }

    /// <summary>Reads <c>west,south,east,north</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out GeoBounds bounds)
    {
        double[] edges = new double[4];
        string[] parts = text?.Split(',') ?? [];
        bounds = default;
        for (int i = 0; i < edges.Length; i++)
        {
            if (parts.Length != edges.Length || !double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]))
            {
                return false;
            }
        }

        return TryCreate(edges[0], edges[1], edges[2], edges[3], out bounds);
    }

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{West},{South},{East},{North}");
}
