namespace CodeFirstSatellite.Contracts;

/// <summary>Follows the changes of a map. Metadata "map" and "token" work as for satellite.Satellite.</summary>
[Service("satellite.live.v1.Live")]
public interface ILive
{
    /// <summary>
    /// Streams the current images of an area, then every change in it, in the order in which the changes were stored.
    /// With metadata "at", it begins with the images as they were then, and goes on with what was stored after that.
    /// With since, it streams the latest image of each cell that changed after that version instead of all images, then every
    /// change. A change may arrive twice; none is lost. An image that was taken before its cell's current image is no change.
    /// <para>
    /// The stream ends only with an error. INVALID_ARGUMENT: a corner is missing. OUT_OF_RANGE: a corner is not on the map, or the
    /// corners are swapped. ABORTED: the client read too slowly and changes were dropped, or the map was replaced; watch again with since.
    /// UNAVAILABLE: the server is stopping, or cannot read the map for now; watch again later or on another server.
    /// </para>
    /// </summary>
    IAsyncEnumerable<Change> Watch(WatchRequest request, CallContext context = default);

    /// <summary>
    /// Lists the images of a cell that the map keeps. With the time of one in metadata "at", Satellite.GetImage gets it: taken, or
    /// else version.
    /// <para>
    /// OUT_OF_RANGE: the cell is not on the map. FAILED_PRECONDITION: the map keeps no older images.
    /// </para>
    /// </summary>
    Task<VersionList> ListVersions(Location location, CallContext context = default);
}
