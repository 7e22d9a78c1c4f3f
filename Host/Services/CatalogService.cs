using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Says which maps are served.</summary>
internal sealed class CatalogService(MapDirectory maps, Reloadable<AccessList> access) : ICatalog
{
    public Task<Map> GetMap(CallContext context = default) => Task.FromResult(Describe(maps.Choose(context, CallRecord.Of(context))));

    /// <summary>Lists the maps that the client may ask for.</summary>
    public Task<MapList> ListMaps(CallContext context = default)
    {
        ServerCallContext? call = access.Current.IsOpen ? null : context.ServerCallContext;
        IEnumerable<IMapSource> shown = call?.GetHttpContext().Features.Get<ClientIdentity>() is { } client
            ? maps.All.Where(map => access.Current.FindObjection(client, call.Method, map.Name, area: null) is null)
            : maps.All;
        return Task.FromResult(new MapList { Maps = [.. shown.Select(Describe)] });
    }

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
