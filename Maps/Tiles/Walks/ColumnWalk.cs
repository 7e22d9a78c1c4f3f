using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>
/// Reads from image to image, for an index that keeps columns together and an area with few images. A queue holds the next image of each
/// column that has any; the northernmost is taken, and within a row the westernmost. Empty cells cost nothing.
/// </summary>
/// <param name="area">The area.</param>
/// <param name="afterX">The column of the last cell that was read.</param>
/// <param name="afterY">Its row.</param>
internal sealed class ColumnWalk(GridArea area, int afterX, int afterY) : AreaWalk
{
    private readonly PriorityQueue<(int X, int Y), (int FromNorth, int X)> _next = new();
    private int? _unlistedFrom = area.West;

    public override AreaWalk? Continue(TileReader reader, ImageBatch batch)
    {
        for (int queries = 0; queries < MostQueries && !batch.IsFull; queries++)
        {
            if (_unlistedFrom is { } west)
            {
                List(reader, west);
            }
            else if (_next.TryDequeue(out (int X, int Y) cell, out _))
            {
                reader.Find(cell.X, cell.Y, batch);
                Enqueue(reader, cell.X, cell.Y - 1L);
            }
            else
            {
                return null;
            }
        }

        return this;
    }

    private void List(TileReader reader, int west)
    {
        int? column = reader.LowestColumn(west, area.East);
        if (column is { } x)
        {
            Enqueue(reader, x, x > afterX ? afterY : afterY - 1L);
        }

        _unlistedFrom = column < area.East ? column + 1 : null;
    }

    private void Enqueue(TileReader reader, int x, long north)
    {
        if (north >= area.South && reader.HighestRowOfColumn(x, area.South, (int)north) is { } y)
        {
            _next.Enqueue((x, y), (-y, x));
        }
    }
}
