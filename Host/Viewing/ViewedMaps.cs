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
    /// <param name="zoom">The zoom level that is asked for; null for the map's own.</param>
    /// <param name="areaOf">What is asked of the map; by default no cells.</param>
    /// <exception cref="BadHttpRequestException">
    /// There is no such map, it has no such zoom level, or the client may not ask this of it.
    /// </exception>
    public IMapSource Find(HttpContext http, string method, int? zoom = null, Func<Grid, CellRange>? areaOf = null)
    {
        string name = (string)http.Request.RouteValues["map"]!;
        IMapSource? map = maps.Find(name);
        Check(http, method, name, area: null);
        ViewRecord.Of(http).Map = map?.Name;
        if (map is null)
        {
            throw new BadHttpRequestException(maps.Missing(name), StatusCodes.Status404NotFound);
        }

        IMapSource level = LevelOf(map, zoom)
            ?? throw new BadHttpRequestException(MapDirectory.MissingZoom(map, zoom!.Value), StatusCodes.Status404NotFound);
        if (areaOf?.Invoke(level.Grid) is { } area)
        {
            // Rules count cells as the map does.
            Check(http, method, name, area.On(level, map));
        }

        return level;
    }

    /// <summary>
    /// The same as of the time that the request names, and whether that is before the map's latest change, so that storing images as of
    /// now does not alter it.
    /// </summary>
    /// <inheritdoc cref="Find" />
    public (IMapSource Map, bool IsPast) FindAsOf(HttpContext http, string method, int? zoom, Func<Grid, CellRange> areaOf)
    {
        IMapSource map = Find(http, method, zoom, areaOf);
        return ViewTime.Of(http, map) is var (past, time) ? (past.AsOf(time), time < map.Watchable?.Changes.Version) : (map, false);
    }

    /// <summary>Every cell, for <see cref="Find"/>.</summary>
    public static CellRange Whole(Grid grid) => new(0, 0, grid.Width - 1, grid.Height - 1);

    /// <summary>
    /// The map at each of its zoom levels, lowest first; the map alone if it has none. A level that cannot be read is left out.
    /// </summary>
    public static IReadOnlyList<IMapSource> LevelsOf(IMapSource map)
    {
        var levels = new List<IMapSource>();
        foreach (int zoom in map.Details.Zooms)
        {
            try
            {
                levels.AddRange(map.At(zoom) is { } level ? [level] : []);
            }
            catch (MapReadException)
            {
            }
        }

        return levels.Count > 0 ? levels : [map];
    }

    // In addresses, a map without zoom levels is one of zoom level 0.
    private static IMapSource? LevelOf(IMapSource map, int? zoom) =>
        zoom is not { } z || z == MapTiles.ZoomOf(map) ? map : map.At(z);

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
