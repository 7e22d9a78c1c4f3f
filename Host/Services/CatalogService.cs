using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Says which maps are served.</summary>
internal sealed class CatalogService(MapDirectory maps) : ICatalog
{
    public Task<Map> GetMap(CallContext context = default) => Task.FromResult(Describe(maps.Choose(context, CallRecord.Of(context))));

    public Task<MapList> ListMaps(CallContext context = default) => Task.FromResult(new MapList { Maps = [.. maps.All.Select(Describe)] });

    private static Map Describe(IMapSource map)
    {
        MapDetails details = map.Details;
        return new Map
        {
            Name = map.Name,
            Width = map.Grid.Width,
            Height = map.Grid.Height,
            ContentType = map.ContentType,
            Title = details.Title,
            Description = details.Description,
            Attribution = details.Attribution,
            Version = details.Version,
            Bounds = Message(details.Bounds),
            Crs = details.Geography is { } geography ? Crs.Of(geography.Projection) : "",
            GridBounds = Message(details.Geography?.Bounds),
            Zoom = details.Zoom,
            Zooms = [.. details.Zooms],
        };
    }

    private static Bounds? Message(GeoBounds? bounds) =>
        bounds is { } b ? new Bounds { West = b.West, South = b.South, East = b.East, North = b.North } : null;
}
