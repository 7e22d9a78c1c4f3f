namespace CodeFirstSatellite.Maps.Geography;

/// <summary>Coordinates of Web Mercator (EPSG:3857), in metres.</summary>
internal static class Mercator
{
    private const double Radius = 6378137;

    /// <summary>The distance east of Greenwich.</summary>
    public static double X(double longitude) => longitude * Math.PI / 180 * Radius;

    /// <summary>The distance north of the equator.</summary>
    public static double Y(double latitude) => Stretch(latitude) * Radius;

    /// <summary>The longitude of a distance east of Greenwich.</summary>
    public static double Longitude(double x) => x / Radius * 180 / Math.PI;

    /// <summary>The latitude of a distance north of the equator.</summary>
    public static double Latitude(double y) => Unstretch(y / Radius);

    /// <summary>
    /// The distance north of the equator on a sphere of radius 1. A pole, which is infinitely far, stands for the edge of the square.
    /// </summary>
    public static double Stretch(double latitude)
    {
        double reached = Math.Abs(latitude) < 90 ? latitude : Math.CopySign(GeoGrid.MercatorLimit, latitude);
        return Math.Asinh(Math.Tan(reached * Math.PI / 180));
    }

    /// <summary>The latitude of a distance north of the equator on a sphere of radius 1.</summary>
    public static double Unstretch(double stretched) => Math.Atan(Math.Sinh(stretched)) * 180 / Math.PI;
}
