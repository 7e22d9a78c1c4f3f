using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// Finds the map of a request and asks the access rules, which speak of calls: a request needs what the call that does the same needs.
/// </summary>
internal sealed class ViewedMaps(MapDirectory maps, Reloadable<AccessList> access)
{
    public const string GetImage = "/satellite.Satellite/GetImage";
    public const string GetImages = "/satellite.Satellite/GetImages";
    public const string GetMap = "/satellite.catalog.v1.Catalog/GetMap";
    public const string ListMaps = "/satellite.catalog.v1.Catalog/ListMaps";
    public const string Watch = "/satellite.live.v1.Live/Watch";

    /// <summary>The maps that the client may list.</summary>
    /// <exception cref="BadHttpRequestException">It may list none.</exception>
    public IEnumerable<IMapSource> List(HttpContext http)
    {
        Check(http, ListMaps, map: null, area: null);
        return maps.All.Where(map => FindObjection(http, ListMaps, map.Name, area: null) is null);
    }

    /// <summary>The map that the path names.</summary>
    /// <param name="http">The request.</param>
    /// <param name="method">The call that does the same.</param>
    /// <param name="areaOf">What is asked of the map; by default no cells.</param>
    /// <exception cref="BadHttpRequestException">There is no such map, or the client may not ask this of it.</exception>
    public IMapSource Find(HttpContext http, string method, Func<Grid, CellRange>? areaOf = null)
    {
        string name = (string)http.Request.RouteValues["map"]!;
        IMapSource? map = maps.Find(name);
        Check(http, method, name, map is null ? null : areaOf?.Invoke(map.Grid));
        ViewRecord.Of(http).Map = map?.Name;
        return map ?? throw new BadHttpRequestException(maps.Missing(name), StatusCodes.Status404NotFound);
    }

    /// <summary>Every cell, for <see cref="Find"/>.</summary>
    public static CellRange Whole(Grid grid) => new(0, 0, grid.Width - 1, grid.Height - 1);

    private void Check(HttpContext http, string method, string? map, CellRange? area)
    {
        if (FindObjection(http, method, map, area) is { } objection)
        {
            throw new BadHttpRequestException(objection, StatusCodes.Status403Forbidden);
        }
    }

    private string? FindObjection(HttpContext http, string method, string? map, CellRange? area) =>
        access.Current.IsOpen
            ? null
            : access.Current.FindObjection(http.Features.GetRequiredFeature<ClientIdentity>(), method, map, area);
}
