namespace CodeFirstSatellite.Maps;

/// <summary>
/// Hands out the images of an area in two steps, so that a source waits once per batch and an image costs one cheap call:
/// wait until there are images, then take them until there are none.
/// </summary>
/// <remarks>Not thread-safe: one reader, one caller.</remarks>
public interface IAreaReader : IAsyncDisposable
{
    /// <summary>
    /// Waits until <see cref="TryRead"/> has an image to give; false at the end of the area. The images taken before are no
    /// longer good then: their memory is used again.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next image, if one is there without waiting.</summary>
    bool TryRead(out CellImage image);
}
