using CodeFirstSatellite.Maps;

namespace Benchmarks.Load.Server;

/// <summary>Goes through an area whose cells all have an image in memory.</summary>
internal sealed class GridReader(Grid grid, GridArea area, Func<Cell, ReadOnlyMemory<byte>> imageOf) : IAreaReader
{
    private int _x = area.West;
    private int _y = area.North;

    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => new(_y >= area.South);

    public bool TryRead(out CellImage image)
    {
        image = default;
        if (_y < area.South || !grid.TryGetCell(_x, _y, out Cell cell, out _))
        {
            return false;
        }

        image = new CellImage(cell, imageOf(cell));
        if (++_x > area.East)
        {
            _x = area.West;
            _y--;
        }

        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
