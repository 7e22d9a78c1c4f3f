namespace CodeFirstSatellite.Contracts;

/// <summary>
/// Serves the images of a map: a grid of cells, x growing east and y growing north from (0, 0) at the bottom-left. Of several
/// maps metadata "map" names the one that is meant; NOT_FOUND when there is none of that name.
/// </summary>
[Service("satellite.Satellite")]
public interface ISatellite
{
    /// <summary>
    /// Gets the image at one location.
    /// OUT_OF_RANGE when the location is not on the map, NOT_FOUND when the map has no image there.
    /// </summary>
    Task<Image> GetImage(Location location, CallContext context = default);

    /// <summary>
    /// Streams the images of an area, both corners inclusive, northernmost row first and each row from west to east.
    /// A cell without an image is skipped. INVALID_ARGUMENT when a corner is missing, OUT_OF_RANGE when a corner is not
    /// on the map or the corners are the wrong way round; nothing is streamed then.
    /// </summary>
    IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default);
}
