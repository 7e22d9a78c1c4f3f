using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>An area of the served map at one of its zoom levels.</summary>
/// <param name="Map">The map at this level.</param>
/// <param name="Area">The cells.</param>
internal sealed record AreaLevel(ServedMap Map, GridArea Area)
{
    /// <summary>The same for the writers of files.</summary>
    public TileLevel ToTileLevel() => new(Map.Details.Zoom, Map.Grid, Map.Details.Geography, Area);
}
