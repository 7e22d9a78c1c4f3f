using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>
/// From image to image, where an index has columns together and few cells have one: each column that has tiles knows its
/// next, and the northernmost of these, the westernmost of a row, is taken. Empty cells cost nothing.
/// </summary>
/// <param name="area">The area.</param>
/// <param name="afterX">The column of the last cell that was looked at.</param>
/// <param name="afterY">Its row.</param>
internal sealed class ColumnWalk(GridArea area, int afterX, int afterY) : AreaWalk
{
    private readonly PriorityQueue<(int X, int Y), (int FromNorth, int X)> _next = new();
    private int? _unlistedFrom = area.West;

    public override AreaWalk? Continue(TileReader reader, ImageBatch batch)
    {
        for (int questions = 0; questions < MostQuestions && !batch.IsFull; questions++)
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
