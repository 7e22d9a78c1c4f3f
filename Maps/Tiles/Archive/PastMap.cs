namespace CodeFirstSatellite.Maps.Tiles.Archive;

/// <summary>A level of an archive as it was at a time.</summary>
internal sealed class PastMap(ArchiveMap map, CurrentTiles tiles, long time) : IMapSource
{
    public string Name => map.Name;

    public string ContentType => map.ContentType;

    public Grid Grid => map.Grid;

    public MapDetails Details => map.Details;

    public string ReadOnlyBecause => "is a map as it was";

    public IMapSource? At(int zoom) => (map.At(zoom) as ArchiveMap)?.AsOf(time);

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = null;
        return false;
    }

    public async ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TileVersion file = tiles.Use();
        try
        {
            return await ((TilesOnDisk)file).GetImageAsync(cell, time, cancellationToken);
        }
        finally
        {
            file.Release();
        }
    }

    public IAreaReader OpenArea(GridArea area) => tiles.OpenArea(area, time);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
