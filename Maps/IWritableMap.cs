namespace CodeFirstSatellite.Maps;

/// <summary>A map that images can be stored in.</summary>
public interface IWritableMap : IMapSource
{
    /// <summary>
    /// The same map at a zoom level, which may be one that has no images yet; null if the map cannot have images of it. It belongs to this
    /// map, which disposes it.
    /// </summary>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    IWritableMap? AtAny(int zoom) => At(zoom)?.Writable;

    /// <summary>
    /// Stores images, in this order, each in place of its cell's current image. They are durable when the task completes: all of them, or
    /// none if it fails. An image that its cell already has changes nothing, and watchers are not told.
    /// <para>
    /// A cell's current image is the one with the latest time. An image that was taken before it does not become current: a map with
    /// <see cref="IMapSource.Past"/> keeps it as an older one, others do not keep it. Watchers are not told of it.
    /// </para>
    /// </summary>
    /// <param name="images">
    /// Images of cells of <see cref="IMapSource.Grid"/>, none of them empty. Their memory is read until the task completes.
    /// </param>
    /// <param name="taken">When all of them were taken, in microseconds since 1970; null for the time of storing.</param>
    /// <param name="cancellationToken">Gives up, as long as storing has not begun.</param>
    /// <exception cref="MapWriteException">They could not be stored.</exception>
    ValueTask<StoreResult> StoreAsync(IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken);
}
