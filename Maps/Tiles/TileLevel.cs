using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>A zoom level of a file of tiles that is written.</summary>
/// <param name="Zoom">The zoom level; null if the map has none.</param>
/// <param name="Grid">The cells of the map at this level.</param>
/// <param name="Geography">Where they lie; null if that is unknown.</param>
/// <param name="Area">The part of the map that the file gets.</param>
public sealed record TileLevel(int? Zoom, Grid Grid, GeoGrid? Geography, GridArea Area)
{
    /// <summary>
    /// Whether the level has its place in a pyramid below another: half the columns and rows for each level between them, on the same part
    /// of Earth. Tile sets and GeoPackages hold no others.
    /// </summary>
    public bool IsBelow(TileLevel top)
    {
        int factor = 1 << Math.Clamp((top.Zoom - Zoom) ?? 0, 0, 30);
        return Zoom < top.Zoom
            && (Grid.Width * (long)factor, Grid.Height * (long)factor) == (top.Grid.Width, top.Grid.Height)
            && (Geography is null ? top.Geography is null : top.Geography?.IsSamePlace(Geography with { Grid = top.Grid }) is true);
    }
}
