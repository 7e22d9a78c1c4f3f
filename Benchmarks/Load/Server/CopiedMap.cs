using CodeFirstSatellite.Maps;

namespace Benchmarks.Load.Server;

/// <summary>
/// The images of another map, all of them in memory: what there is to be had where nothing is read from a file. Every cell has one.
/// </summary>
internal sealed class CopiedMap : IMapSource
{
    private readonly ReadOnlyMemory<byte>[] _images;

    private CopiedMap(IMapSource map, ReadOnlyMemory<byte>[] images)
    {
        Name = map.Name;
        ContentType = map.ContentType;
        Grid = map.Grid;
        _images = images;
    }

    public string Name { get; }

    public string ContentType { get; }

    public Grid Grid { get; }

    public static async Task<CopiedMap> OfAsync(IMapSource map)
    {
        var images = new ReadOnlyMemory<byte>[map.Grid.Width * map.Grid.Height];
        await using IAreaReader reader = map.OpenArea(map.Grid.Whole);
        while (await reader.WaitToReadAsync(CancellationToken.None))
        {
            while (reader.TryRead(out CellImage image))
            {
                images[IndexOf(map.Grid, image.Cell.X, image.Cell.Y)] = image.Bytes.ToArray();
            }
        }

        return new CopiedMap(map, images);
    }

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = new CellImage(cell, _images[IndexOf(Grid, cell.X, cell.Y)]);
        return true;
    }

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TryGetImage(cell, out CellImage? image);
        return new(image);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public IAreaReader OpenArea(GridArea area) => new GridReader(Grid, area, cell => _images[IndexOf(Grid, cell.X, cell.Y)]);

    private static int IndexOf(Grid grid, int x, int y) => (y * grid.Width) + x;
}
