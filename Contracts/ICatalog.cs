namespace CodeFirstSatellite.Contracts;

/// <summary>Says what the server has to offer.</summary>
[Service("satellite.catalog.v1.Catalog")]
public interface ICatalog
{
    /// <summary>Describes the map that the Satellite service serves.</summary>
    Task<Map> GetMap(CallContext context = default);
}
