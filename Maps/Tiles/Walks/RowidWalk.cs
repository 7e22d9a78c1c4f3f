using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>Reads tile by tile, for a file without an index whose rowids are known.</summary>
internal sealed class RowidWalk(GridArea area, TileRowids rowids) : AreaWalk
{
    private int _next = rowids.Keys.First(area);

    public override AreaWalk? Continue(TileReader reader, ImageBatch batch)
    {
        for (int queries = 0; queries < MostQueries && !batch.IsFull; queries++)
        {
            if (_next == rowids.Keys.Count)
            {
                return null;
            }

            reader.FindAt(rowids.RowidAt(_next), rowids.Keys.CellAt(_next), batch);
            _next = rowids.Keys.Next(area, _next + 1);
        }

        return this;
    }
}
