using System.Collections.Concurrent;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>
/// A map whose images are the tiles of one zoom level of a file that may be replaced. It keeps the other levels, which are opened when they
/// are asked for.
/// </summary>
internal abstract class TileMap(string name, CurrentTiles current, long version) : IWatchableMap, IReplaceable
{
    private readonly ConcurrentDictionary<int, TileMap> _levels = new();
    private readonly Lock _opening = new();

    public string Name => name;

    public string ContentType => current.Description.ContentType;

    public Grid Grid => current.Description.Grid;

    public MapDetails Details => current.Description.Details;

    public ChangeFeed Changes { get; } = new(version);

    /// <summary>The tiles that calls get now.</summary>
    protected CurrentTiles Current => current;

    public virtual IMapSource? At(int zoom) =>
        zoom == Details.Zoom ? this : Details.Zooms.Contains(zoom) ? Level(zoom, mayBeNew: false) : null;

    public bool TryGetImage(Cell cell, out CellImage? image) => current.TryGetImage(cell, out image);

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        current.GetImageAsync(cell, cancellationToken);

    public IAreaReader OpenArea(GridArea area) => current.OpenArea(area);

    public abstract ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(
        GridArea area, long since, CancellationToken cancellationToken);

    public abstract Replacement LookForNewFile();

    public abstract ValueTask DisposeAsync();

    /// <summary>Another zoom level of the file; null if the file cannot have it.</summary>
    /// <param name="zoom">The zoom level.</param>
    /// <param name="mayBeNew">Whether the file may have no tiles of it yet.</param>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    protected TileMap? Level(int zoom, bool mayBeNew)
    {
        if (_levels.TryGetValue(zoom, out TileMap? level))
        {
            return level;
        }

        lock (_opening)
        {
            return _levels.TryGetValue(zoom, out level) ? level
                : TryOpen(zoom, mayBeNew) is { } tiles ? _levels[zoom] = NewLevel(new CurrentTiles(tiles))
                : null;
        }
    }

    /// <summary>Makes the map of another zoom level.</summary>
    protected abstract TileMap NewLevel(CurrentTiles tiles);

    /// <summary>Gives the other levels the tiles of the file that is current now. One that it cannot have keeps what it had.</summary>
    protected void RenewLevels(bool mayBeNew)
    {
        lock (_opening)
        {
            foreach ((int zoom, TileMap level) in _levels)
            {
                if (TryOpen(zoom, mayBeNew) is { } tiles)
                {
                    level.Current.Replace(tiles);
                    level.Changes.Replace(Math.Max(Changes.Version, level.Changes.Version + 1));
                }
            }
        }
    }

    /// <summary>Tells that the file has tiles of a zoom level now. Wakes the watchers of all levels if it had none before.</summary>
    protected void AddZoom(int zoom)
    {
        lock (_opening)
        {
            if (Details.Zooms.Contains(zoom))
            {
                return;
            }

            foreach (TileMap level in _levels.Values.Prepend(this))
            {
                level.Current.AddZoom(zoom);
                level.Changes.WakeWatchers();
            }
        }
    }

    /// <summary>Closes the file once the calls in progress have finished.</summary>
    protected void Close()
    {
        foreach (TileMap level in _levels.Values)
        {
            level.Current.Dispose();
        }

        current.Dispose();
    }

    private TileVersion? TryOpen(int zoom, bool mayBeNew)
    {
        try
        {
            return current.OpenLevel(zoom, mayBeNew);
        }
        catch (MapFormatException)
        {
            return null;
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not MapReadException)
        {
            throw new MapReadException($"zoom level {zoom} of the map's file cannot be read: {e.Message}", e) { IsTemporary = true };
        }
    }
}
