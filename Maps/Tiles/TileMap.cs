using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>A map whose images are the tiles of a file that may be replaced.</summary>
internal abstract class TileMap(string name, CurrentTiles current, long version) : IWatchableMap, IReplaceable
{
    public string Name => name;

    public string ContentType => current.Description.ContentType;

    public Grid Grid => current.Description.Grid;

    public MapDetails Details => current.Description.Details;

    public ChangeFeed Changes { get; } = new(version);

    /// <summary>The tiles that calls get now.</summary>
    protected CurrentTiles Current => current;

    public bool TryGetImage(Cell cell, out CellImage? image) => current.TryGetImage(cell, out image);

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        current.GetImageAsync(cell, cancellationToken);

    public IAreaReader OpenArea(GridArea area) => current.OpenArea(area);

    public abstract ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(
        GridArea area, long since, CancellationToken cancellationToken);

    public abstract Replacement LookForNewFile();

    public abstract ValueTask DisposeAsync();
}
