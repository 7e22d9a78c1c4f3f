namespace CodeFirstSatellite.Contracts;

/// <summary>Says what the server has to offer.</summary>
[Service("satellite.catalog.v1.Catalog")]
public interface ICatalog
{
    /// <summary>
    /// Describes the map that the Satellite service serves: that which the call's metadata "map" names, as for Satellite's
    /// own calls, or else the default. NOT_FOUND when there is no map of that name.
    /// </summary>
    Task<Map> GetMap(CallContext context = default);

    /// <summary>Describes all maps, the default first.</summary>
    Task<MapList> ListMaps(CallContext context = default);
}
