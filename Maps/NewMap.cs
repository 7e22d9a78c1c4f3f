using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps;

/// <summary>What a map is to be that does not exist yet.</summary>
/// <param name="Grid">Its cells.</param>
/// <param name="ContentType">Media type of its images.</param>
/// <param name="Named">Where the cells lie on Earth, if somebody said so.</param>
public sealed record NewMap(Grid Grid, string ContentType, GeoGrid? Named = null)
{
    /// <summary>
    /// Where the cells lie on Earth; null if that is unknown. A grid twice as wide as high is taken for the whole Earth in degrees, which
    /// has that shape. Others could be anything.
    /// </summary>
    public GeoGrid? Geography => Named
        ?? (Grid.Width == 2L * Grid.Height ? new GeoGrid(Grid, Projection.Geodetic, GeoBounds.World) : null);

    /// <summary>What an existing map is instead; null if it is what is wanted.</summary>
    /// <param name="grid">The existing map's cells.</param>
    /// <param name="geography">Where they lie.</param>
    /// <returns>Words for "it is there already and is X, not Y".</returns>
    public (string Found, string Wanted)? Contradicts(Grid grid, GeoGrid? geography) =>
        grid != Grid ? (grid.ToString(), Grid.ToString())
        : Named is not null && (geography is null || !Named.IsSamePlace(geography)) ? (GeoGrid.Describe(geography), GeoGrid.Describe(Named))
        : null;
}
