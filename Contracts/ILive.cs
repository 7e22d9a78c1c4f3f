namespace CodeFirstSatellite.Contracts;

/// <summary>Shows the map that metadata "map" names, or else the default one, as it changes.</summary>
[Service("satellite.live.v1.Live")]
public interface ILive
{
    /// <summary>
    /// Streams the images of an area as they are, and from then on every change in it, in the order in which they were stored.
    /// With since, what has changed after that version instead, each cell's latest image, and then every change.
    /// The stream ends only with an error: ABORTED when the watcher reads too slowly for the changes that there are, and when
    /// the map was replaced by another; watch again, since the last version or without one, to go on. INVALID_ARGUMENT when a corner
    /// is missing, OUT_OF_RANGE when one is not on the map or the corners are the wrong way round.
    /// </summary>
    IAsyncEnumerable<Change> Watch(WatchRequest request, CallContext context = default);
}
