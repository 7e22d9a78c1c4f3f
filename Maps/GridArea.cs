namespace CodeFirstSatellite.Maps;

/// <summary>
/// A rectangle of cells of a grid, edges inclusive. <see cref="Grid.TryGetArea"/> and <see cref="Grid.Whole"/> make it, so it is never
/// off its grid or inverted. The default value is the cell (0, 0), which every grid has. Areas that go on beyond the last column of a grid
/// around the Earth come from <see cref="Geography.GeoGrid.TryGetAreaAround"/> alone; <see cref="Grid.PiecesOf"/> has their pieces.
/// </summary>
public readonly record struct GridArea
{
    internal GridArea(int west, int south, int east, int north)
    {
        West = west;
        South = south;
        East = east;
        North = north;
    }

    /// <summary>The westernmost column.</summary>
    public int West { get; }

    /// <summary>The southernmost row.</summary>
    public int South { get; }

    /// <summary>The easternmost column.</summary>
    public int East { get; }

    /// <summary>The northernmost row.</summary>
    public int North { get; }

    /// <summary>Number of columns, at least 1.</summary>
    public int Width => East - West + 1;

    /// <summary>Number of rows, at least 1.</summary>
    public int Height => North - South + 1;

    /// <summary>Number of cells.</summary>
    public long CellCount => (long)Width * Height;

    /// <summary>
    /// What is left of the area after one of its cells, where rows come from north to south and cells from west to east: the rest of that
    /// row, and the rows below. None after the last cell.
    /// </summary>
    public IReadOnlyList<GridArea> After(Cell cell)
    {
        var rest = new List<GridArea>(2);
        if (cell.X < East)
        {
            rest.Add(new GridArea(cell.X + 1, cell.Y, East, cell.Y));
        }

        if (cell.Y > South)
        {
            rest.Add(new GridArea(West, South, East, cell.Y - 1));
        }

        return rest;
    }

    /// <summary>Whether a cell of the same grid lies in it.</summary>
    public bool Contains(Cell cell) => TryGetCell(cell.X, cell.Y, out _);

    /// <summary>Finds the cell with these coordinates, if it lies in the area.</summary>
    public bool TryGetCell(int x, int y, out Cell cell)
    {
        bool isInside = x >= West && x <= East && y >= South && y <= North;
        cell = isInside ? new Cell(x, y) : default;
        return isInside;
    }
}
