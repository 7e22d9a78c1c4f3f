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

    public IAreaReader OpenArea(GridArea area) => new Reader(this, area);

    private sealed class Reader(BlockMap map, GridArea area) : IAreaReader
    {
        private int _x = area.LowerLeft.X;
        private int _y = area.UpperRight.Y;

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => new(_y >= area.LowerLeft.Y);

        public bool TryRead(out CellImage image)
        {
            image = default;
            if (_y < area.LowerLeft.Y || !map.Grid.TryGetCell(_x, _y, out Cell cell, out _))
            {
                return false;
            }

            image = new CellImage(cell, map._image);
            if (++_x > area.UpperRight.X)
            {
                _x = area.LowerLeft.X;
                _y--;
            }

            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
