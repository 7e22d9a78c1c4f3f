using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles.Reading;

namespace CodeFirstSatellite.Maps.Tiles.Walks;

/// <summary>
/// Reads cell by cell, for a file whose only index keeps columns together, as MBTiles' own does. Sorting the area would make the first
/// image wait for the last. If most cells turn out to be empty, a <see cref="ColumnWalk"/> continues.
/// </summary>
internal sealed class CellWalk(GridArea area) : AreaWalk
{
    // What it costs at most to start a column walk, in queries. It does not pay before as many queries have found nothing.
    private readonly long _patience = Math.Clamp(area.Width, 256, 4096);
    private int _x = area.West;
    private int _y = area.North;
    private long _found;
    private long _missed;

    public override AreaWalk? Continue(TileReader reader, ImageBatch batch)
    {
        for (int queries = 0; queries < MostQueries && !batch.IsFull; queries++)
        {
            if (reader.Find(_x, _y, batch))
            {
                _found++;
            }
            else if (++_missed > _patience + (4 * _found))
            {
                return new ColumnWalk(area, _x, _y);
            }

            if (_x < area.East)
            {
                _x++;
            }
            else if (_y > area.South)
            {
                _x = area.West;
                _y--;
            }
            else
            {
                return null;
            }
        }

        return this;
    }
}
