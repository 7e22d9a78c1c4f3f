namespace CodeFirstSatellite.Maps.Changes;

/// <summary>A map whose changes can be followed.</summary>
/// <remarks>
/// A version is a point in the history of a map: microseconds since 1970, by the clock of whoever stored the last change, or one more than
/// the version before if the clock is behind it. So versions of a map never go back, not even when its file is replaced.
/// </remarks>
public interface IWatchableMap : IMapSource
{
    /// <summary>The changes from now on.</summary>
    ChangeFeed Changes { get; }

    /// <summary>
    /// Reads the latest image of each cell of an area that changed after a version: oldest change first, changes of one version together.
    /// Null if the map does not know that version, or not what changed since. Each image is valid until the next is read.
    /// </summary>
    /// <exception cref="MapReadException">The map cannot be read. The returned stream throws it as well.</exception>
    /// <exception cref="MapReplacedException">Thrown by the returned stream: another map has replaced this one meanwhile.</exception>
    ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken);
}
