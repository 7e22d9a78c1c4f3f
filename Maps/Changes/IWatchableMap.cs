namespace CodeFirstSatellite.Maps.Changes;

/// <summary>A map whose changes can be followed.</summary>
/// <remarks>
/// A version is a point in the history of a map: microseconds since 1970 by the clock of whoever stored the last change, moved on
/// where that would not be later than the version before. So versions of one map never go back, not even when its file is replaced.
/// </remarks>
public interface IWatchableMap : IMapSource
{
    /// <summary>What changes from now on.</summary>
    ChangeFeed Changes { get; }

    /// <summary>
    /// Reads the latest image of each cell of an area that changed after a version, oldest change first, those of one version
    /// together; null when the map cannot tell what changed since then, nor knows of that version. Images are good until the next is
    /// asked for.
    /// </summary>
    /// <exception cref="MapReadException">The map cannot be read; what is returned throws it as well.</exception>
    /// <exception cref="MapReplacedException">Thrown by what is returned: another map has taken the place of this one
    /// meanwhile.</exception>
    ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken);
}
