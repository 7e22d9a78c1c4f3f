namespace CodeFirstSatellite.Maps;

/// <summary>The states that a map had, as far as its older images are kept. Versions are microseconds since 1970.</summary>
public interface IPastMaps
{
    /// <summary>The earliest version that can be shown. It moves on with time.</summary>
    long Since { get; }

    /// <summary>The map as it was at a version from <see cref="Since"/>. It belongs to this map, which disposes it.</summary>
    IMapSource AsOf(long version);

    /// <summary>
    /// Lists the images of a cell that are kept, the latest first: the version since which each was the cell's, 0 for one that was in the
    /// file before it kept versions, and its length in bytes.
    /// </summary>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    ValueTask<IReadOnlyList<(long Version, int Length)>> ListVersionsAsync(Cell cell, CancellationToken cancellationToken);
}
