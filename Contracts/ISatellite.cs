namespace CodeFirstSatellite.Contracts;

/// <summary>
/// Serves the images of a map. A map is a grid of cells; x grows east and y grows north from (0, 0) at the south-west corner.
/// <para>
/// Metadata "map" names the map, by default the server's first. NOT_FOUND: the server has no such map. If the server has tokens,
/// metadata "token" must be one of them. PERMISSION_DENIED: it is not.
/// </para>
/// <para>
/// Calls that read a map may also end with UNAVAILABLE, if it cannot be read for now, or DATA_LOSS, if its file is damaged.
/// </para>
/// </summary>
[Service("satellite.Satellite")]
public interface ISatellite
{
    /// <summary>
    /// Returns the image of one cell. OUT_OF_RANGE: the cell is not on the map. NOT_FOUND: the cell has no image.
    /// </summary>
    Task<Image> GetImage(Location location, CallContext context = default);

    /// <summary>
    /// Streams the images of an area: the northernmost row first, each row from west to east. Cells without an image are skipped.
    /// INVALID_ARGUMENT: a corner is missing. OUT_OF_RANGE: a corner is not on the map, or the corners are swapped. Both come
    /// before any image.
    /// </summary>
    IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default);
}
