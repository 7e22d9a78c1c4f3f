namespace CodeFirstSatellite.Maps;

/// <summary>
/// The states that a map had, as far as its older images are kept. An image's time is when it was taken, or the version that it was stored
/// with if nobody told; both are microseconds since 1970. It is its cell's from then until the time of the next.
/// </summary>
public interface IPastMaps
{
    /// <summary>The earliest time that can be shown. It moves on, and back when images are stored that were taken before it.</summary>
    long Since { get; }

    /// <summary>The map as it was at a time from <see cref="Since"/>. It belongs to this map, which disposes it.</summary>
    IMapSource AsOf(long time);

    /// <summary>
    /// Lists the images of a cell that are kept, by their times, the current first.
    /// </summary>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    ValueTask<IReadOnlyList<PastImage>> ListVersionsAsync(Cell cell, CancellationToken cancellationToken);
}
