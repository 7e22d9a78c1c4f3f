using CodeFirstSatellite.Maps;

namespace Benchmarks.Load.Server;

/// <summary>Goes through an area whose cells all have an image in memory.</summary>
internal sealed class GridReader(Grid grid, GridArea area, Func<Cell, ReadOnlyMemory<byte>> imageOf) : IAreaReader
{
    private int _x = area.LowerLeft.X;
    private int _y = area.UpperRight.Y;

    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => new(_y >= area.LowerLeft.Y);

    public bool TryRead(out CellImage image)
    {
        image = default;
        if (_y < area.LowerLeft.Y || !grid.TryGetCell(_x, _y, out Cell cell, out _))
        {
            return false;
        }

        image = new CellImage(cell, imageOf(cell));
        if (++_x > area.UpperRight.X)
        {
            _x = area.LowerLeft.X;
            _y--;
        }

        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
