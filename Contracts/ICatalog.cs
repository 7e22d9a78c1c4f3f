namespace CodeFirstSatellite.Contracts;

/// <summary>Describes the maps of a server. Metadata "map" and "token" work as for satellite.Satellite.</summary>
[Service("satellite.catalog.v1.Catalog")]
public interface ICatalog
{
    /// <summary>Describes one map. NOT_FOUND: the server has no such map.</summary>
    Task<Map> GetMap(CallContext context = default);

    /// <summary>Describes all maps, the default first. Ignores metadata "map".</summary>
    Task<MapList> ListMaps(CallContext context = default);
}
