namespace CodeFirstSatellite.Maps;

/// <summary>A map that images can be stored in.</summary>
public interface IWritableMap : IMapSource
{
    /// <summary>
    /// Stores images, in this order, each in the place of the one that its cell has. They are durable when the task completes: all
    /// of them, or none when it fails. One that its cell has already changes nothing and is no change to those who watch.
    /// </summary>
    /// <param name="images">Images for cells of <see cref="IMapSource.Grid"/>, none of them empty. Their memory is read until the task
    /// completes.</param>
    /// <param name="cancellationToken">Gives up as long as nothing is stored.</param>
    /// <returns>The version with these images: that of the last change, where they change nothing.</returns>
    /// <exception cref="MapWriteException">They could not be stored.</exception>
    ValueTask<long> StoreAsync(IReadOnlyList<CellImage> images, CancellationToken cancellationToken);
}
