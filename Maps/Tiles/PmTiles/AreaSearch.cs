namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>A cell and the entry of its tile.</summary>
internal readonly record struct FoundTile(Cell Cell, DirectoryEntry Tile);

/// <summary>
/// Finds the tiles of an area in stream order, some at a time. Directories have another order, that of a Hilbert curve. So it takes bands
/// of rows, and goes through the squares that a band is made of, from large ones to single tiles: each is one stretch of the curve, and is
/// left out if there is no tile on it. A band with few tiles is followed by a higher one, so empty parts cost next to nothing; of a band
/// with too many it takes half. Memory is bounded by the number of tiles of a band.
/// </summary>
internal sealed class AreaSearch
{
    // The first images should not wait for many others.
    private const int FirstMost = 256;
    private const int Most = 8192;

    private readonly PmTilesFile _file;
    private readonly int _zoom;
    private readonly int _gridHeight;

    // The area; rows count from the north, as the archive's do.
    private readonly int _west;
    private readonly int _east;
    private readonly int _last;

    // Where to continue, and with how many rows.
    private int _column;
    private int _row;
    private int _height = 1;
    private int _most = FirstMost;

    // The latest answer: what comes at or after a number. It is the answer for all numbers up to its end too.
    private ulong _asked = ulong.MaxValue;
    private DirectoryEntry? _answer;

    public AreaSearch(PmTilesFile file, TileSetDescription description, GridArea area)
    {
        // It may be an area of the file before, whose grid was larger.
        Grid grid = description.Grid;
        _file = file;
        _zoom = description.Zoom;
        _gridHeight = grid.Height;
        _west = area.West;
        _east = Math.Min(area.East, grid.Width - 1);
        _row = Math.Max(0, grid.Height - 1 - area.North);
        _last = _west <= _east ? grid.Height - 1 - area.South : -1;
        _column = _west;
    }

    /// <summary>Replaces tiles by those that follow; none at the end of the area.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A directory is damaged.</exception>
    public void Continue(List<FoundTile> tiles, CancellationToken cancellationToken)
    {
        tiles.Clear();
        while (tiles.Count == 0 && _row <= _last)
        {
            int bottom = _column > _west ? _row : (int)Math.Min(_last, _row + _height - 1L);
            var band = new Band(_column, _row, _east, bottom);
            bool isWhole = Collect(band, level: _zoom, column: 0, row: 0, tiles, cancellationToken);
            if (isWhole)
            {
                tiles.Sort(static (one, other) => one.Cell.Y != other.Cell.Y
                    ? other.Cell.Y.CompareTo(one.Cell.Y)
                    : one.Cell.X.CompareTo(other.Cell.X));
                _height = tiles.Count < _most / 4 ? (int)Math.Min(int.MaxValue, 2L * _height) : _height;
                _row = bottom + 1;
                _column = _west;
            }
            else if (bottom > _row)
            {
                _height = (bottom - _row + 1) / 2;
                tiles.Clear();
            }
            else
            {
                // Of a single row, tiles come from west to east.
                _column = tiles[^1].Cell.X + 1;
            }
        }

        _most = Math.Min(Most, 4 * _most);
    }

    // The squares of a level have a side of 2^level tiles. False: there are too many tiles.
    private bool Collect(
        Band band, int level, int column, int row, List<FoundTile> tiles, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!band.Touches(level, column, row))
        {
            return true;
        }

        ulong first = HilbertId.FirstOf(_zoom) + (HilbertId.Along(_zoom - level, column, row) << (2 * level));
        if (Next(first) is not { } tile || tile.TileId >= first + (1UL << (2 * level)))
        {
            return true;
        }

        if (level > 0)
        {
            (column, row, level) = (2 * column, 2 * row, level - 1);
            return Collect(band, level, column, row, tiles, cancellationToken)
                && Collect(band, level, column + 1, row, tiles, cancellationToken)
                && Collect(band, level, column, row + 1, tiles, cancellationToken)
                && Collect(band, level, column + 1, row + 1, tiles, cancellationToken);
        }

        if (tiles.Count == _most)
        {
            return false;
        }

        tiles.Add(new FoundTile(new Cell(column, _gridHeight - 1 - row), tile));
        return true;
    }

    private DirectoryEntry? Next(ulong id)
    {
        if (id < _asked || (_answer is { } tile && id >= tile.End))
        {
            _answer = _file.Next(id);
            _asked = id;
        }

        return _answer;
    }

    private readonly record struct Band(int West, int Top, int East, int Bottom)
    {
        public bool Touches(int level, int column, int row) =>
            (long)column << level <= East && ((column + 1L) << level) > West
            && (long)row << level <= Bottom && ((row + 1L) << level) > Top;
    }
}
