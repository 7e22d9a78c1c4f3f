using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Says which map is served.</summary>
internal sealed class CatalogService(IMapSource map) : ICatalog
{
    public Task<Map> GetMap(CallContext context = default) => Task.FromResult(new Map
    {
        Name = map.Name,
        Width = map.Grid.Width,
        Height = map.Grid.Height,
        ContentType = map.ContentType,
    });
}
