using CodeFirstSatellite.Maps.Reading;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Reads an area of a level, as far as its grid reaches: the area may be of the grid of the file before.</summary>
internal sealed class RasterAreaReader(RasterLevel level, GridArea area) : ReadAheadReader
{
    // Cells that are looked at in one go, whether they have images or not, so that a sparse area can be cancelled.
    private const int MostCells = 4096;

    private readonly List<Cell> _cells = [];
    private readonly int _east = Math.Min(area.East, level.Description.Grid.Width - 1);
    private int _x = area.West;
    private int _y = Math.Min(area.North, level.Description.Grid.Height - 1);
    private bool _isFirst = true;

    private bool IsAtEnd => _y < area.South || _east < area.West;

    protected override async Task<bool> ReadAsync(ImageBatch batch, CancellationToken cancellationToken)
    {
        for (int looked = 0; looked < MostCells && !batch.IsFull && !IsAtEnd; looked += _cells.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(_isFirst ? 1 : level.AtOnce);
            await level.AddAsync(_cells, batch, cancellationToken);

            // The first is not to wait for others.
            if (_isFirst && !batch.IsEmpty)
            {
                _isFirst = false;
                break;
            }
        }

        return !IsAtEnd;
    }

    private void Take(int count)
    {
        _cells.Clear();
        for (; _cells.Count < count && !IsAtEnd; Advance())
        {
            _cells.Add(new Cell(_x, _y));
        }
    }

    private void Advance()
    {
        if (++_x > _east)
        {
            _x = area.West;
            _y--;
        }
    }
}
