namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// A tile set as one file has it: it never changes, but another may take its place. It is let go of when nobody uses it any more.
/// </summary>
internal abstract class TileVersion(TileSetDescription description) : IDisposable
{
    // The set that offers it is a user as well.
    private int _users = 1;

    public TileSetDescription Description { get; } = description;

    /// <summary>Begins to use it; false when it is gone, and another has taken its place.</summary>
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

    /// <summary>Gets an image without waiting, if that is possible.</summary>
    public abstract bool TryGetImage(Cell cell, out CellImage? image);

    /// <summary>Gets an image. Its user waits for it.</summary>
    public abstract ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken);

    /// <summary>Starts to read an area. Its user disposes the reader before it ends its use.</summary>
    public abstract IAreaReader OpenArea(GridArea area);

    /// <summary>Closes what is open: nobody uses it any more. <see cref="Release"/> calls it.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
