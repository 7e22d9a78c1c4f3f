using CodeFirstSatellite.Maps;

namespace Benchmarks.Load.Server;

/// <summary>A map whose cells all have the same image, of any size.</summary>
internal sealed class BlockMap(int width, int height, int bytes) : IMapSource
{
    private readonly byte[] _image = Images.Filled(bytes);

    public string Name => "blocks";

    public string ContentType => "application/octet-stream";

    public Grid Grid { get; } = new(width, height);

    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = new CellImage(cell, _image);
        return true;
    }

    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) => new(new CellImage(cell, _image));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public IAreaReader OpenArea(GridArea area) => new GridReader(Grid, area, _ => _image);
}
