namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// One file of a tile set. It counts its users and closes when the last one releases it; a newer file may replace it before.
/// </summary>
internal abstract class TileVersion(TileSetDescription description) : IDisposable
{
    // The tile set itself is the first user.
    private int _users = 1;

    public TileSetDescription Description { get; } = description;

    /// <summary>Begins a use; false if the version is closed, because another has replaced it.</summary>
    public bool TryUse()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int found = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (found == users)
            {
                return true;
            }

            users = found;
        }

        return false;
    }

    /// <summary>Ends a use.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Dispose();
        }
    }

    /// <summary>Gets an image, if that takes no waiting; see <see cref="IMapSource.TryGetImage"/>.</summary>
    public abstract bool TryGetImage(Cell cell, out CellImage? image);

    /// <summary>Gets an image. The user must not end its use before the task completes.</summary>
    public abstract ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken);

    /// <summary>Starts reading an area. The user must dispose the reader before it ends its use.</summary>
    public abstract IAreaReader OpenArea(GridArea area);

    /// <summary>Closes what is open. Only <see cref="Release"/> calls it, after the last use.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
