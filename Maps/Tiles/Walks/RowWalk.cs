using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>Reads row by row, for an index that keeps rows together. Empty cells and rows cost next to nothing.</summary>
internal sealed class RowWalk(GridArea area) : AreaWalk
{
    private int _x = area.West;
    private int _y = area.North;

    public override AreaWalk? Continue(TileReader reader, ImageBatch batch)
    {
        for (int queries = 0; queries < MostQueries && !batch.IsFull; queries++)
        {
            int before = batch.Count;
            int last = reader.FindRow(_y, _x, area.East, batch);
            if (last < area.East)
            {
                _x = last + 1;
                continue;
            }

            _x = area.West;
            int? next = _y == area.South ? null
                : batch.Count > before ? _y - 1
                : reader.HighestRow(area.South, _y - 1);
            if (next is not { } y)
            {
                return null;
            }

            _y = y;
        }

        return this;
    }
}
