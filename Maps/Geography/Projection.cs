namespace CodeFirstSatellite.Maps.Geography;

/// <summary>How latitudes become rows; longitudes become columns evenly in both.</summary>
public enum Projection
{
    /// <summary>Evenly: EPSG:4326.</summary>
    Geodetic,

    /// <summary>As the web's maps have it, stretched towards the poles: EPSG:3857.</summary>
    WebMercator,
}
