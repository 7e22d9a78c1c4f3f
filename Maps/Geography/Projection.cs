namespace CodeFirstSatellite.Maps.Geography;

/// <summary>How latitudes become rows. Longitudes become columns evenly in both.</summary>
public enum Projection
{
    /// <summary>Evenly: EPSG:4326.</summary>
    Geodetic,

    /// <summary>Stretched towards the poles, as web maps have it: EPSG:3857.</summary>
    WebMercator,
}

/// <summary>The names of projections as coordinate reference systems (CRS).</summary>
public static class Crs
{
    /// <summary>What a map says whose place on Earth is unknown.</summary>
    public const string None = "none";

    private const string Geodetic = "EPSG:4326";
    private const string WebMercator = "EPSG:3857";

    /// <summary>The CRS of a projection, such as <c>EPSG:4326</c>.</summary>
    public static string Of(Projection projection) => projection == Projection.Geodetic ? Geodetic : WebMercator;

    /// <summary>Finds the projection of a CRS, in upper or lower case; null when it is neither of the two.</summary>
    public static Projection? Find(string crs) =>
        crs.Equals(Geodetic, StringComparison.OrdinalIgnoreCase) ? Projection.Geodetic
        : crs.Equals(WebMercator, StringComparison.OrdinalIgnoreCase) ? Projection.WebMercator
        : null;
}
