namespace CodeFirstSatellite.Maps;

/// <summary>
/// Reads the images of an area in two steps: wait until there are images, then take them until there are none. So a source waits once per
/// batch, and an image costs one cheap call.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public interface IAreaReader : IAsyncDisposable
{
    /// <summary>
    /// Waits until <see cref="TryRead"/> has an image; false at the end of the area. Images taken before are then invalid: their memory is
    /// reused.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="MapReadException">The map's file cannot be read.</exception>
    ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next image, if there is one without waiting.</summary>
    bool TryRead(out CellImage image);
}
