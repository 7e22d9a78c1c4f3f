namespace CodeFirstSatellite.Maps.Geography;

/// <summary>Coordinates of Web Mercator (EPSG:3857), in metres.</summary>
internal static class Mercator
{
    private const double Radius = 6378137;

    /// <summary>The distance east of Greenwich.</summary>
    public static double X(double longitude) => longitude * Math.PI / 180 * Radius;

    /// <summary>The distance north of the equator.</summary>
    public static double Y(double latitude) => Stretch(latitude) * Radius;

    /// <summary>The same on a sphere of radius 1.</summary>
    public static double Stretch(double latitude) =>
        Math.Asinh(Math.Tan(Math.Clamp(latitude, -GeoGrid.MercatorLimit, GeoGrid.MercatorLimit) * Math.PI / 180));
}
