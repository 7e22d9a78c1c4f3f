namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// One file of a tile set. It counts its users and closes when the last one releases it; a newer file may replace it before.
/// </summary>
internal abstract class TileVersion(TileSetDescription description) : IDisposable
{
    // The tile set itself is the first user.
    private int _users = 1;
    private TileSetDescription _description = description;

    public TileSetDescription Description
    {
        get => Volatile.Read(ref _description);
        private set => Volatile.Write(ref _description, value);
    }

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

    /// <summary>Opens another zoom level of the same file. The user must not end its use meanwhile.</summary>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="mayBeNew">Whether the file may have no tiles of it yet.</param>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    /// <exception cref="MapFormatException">The file cannot have this level.</exception>
    public abstract TileVersion OpenLevel(int zoom, bool mayBeNew);

    /// <summary>Tells that the file has tiles of a zoom level now. Calls to this must not overlap.</summary>
    public void AddZoom(int zoom)
    {
        MapDetails details = Description.Details;
        if (!details.Zooms.Contains(zoom))
        {
            Description = Description with { Details = details with { Zooms = [.. details.Zooms.Append(zoom).Order()] } };
        }
    }

    /// <summary>Closes what is open. Only <see cref="Release"/> calls it, after the last use.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
