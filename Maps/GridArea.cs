namespace CodeFirstSatellite.Maps;

/// <summary>
/// A rectangle of cells, both corners inclusive, that is on the grid that made it: <see cref="Grid.TryGetArea"/> and
/// <see cref="Grid.Whole"/> are the only ways to get one. The default value is the cell (0, 0), which every grid has.
/// </summary>
public readonly record struct GridArea
{
    internal GridArea(Cell lowerLeft, Cell upperRight)
    {
        LowerLeft = lowerLeft;
        UpperRight = upperRight;
    }

    /// <summary>The south-western corner.</summary>
    public Cell LowerLeft { get; }

    /// <summary>The north-eastern corner.</summary>
    public Cell UpperRight { get; }

    /// <summary>Number of columns, at least 1.</summary>
    public int Width => UpperRight.X - LowerLeft.X + 1;

    /// <summary>Number of rows, at least 1.</summary>
    public int Height => UpperRight.Y - LowerLeft.Y + 1;

    /// <summary>Number of cells.</summary>
    public long CellCount => (long)Width * Height;

    /// <summary>Whether a cell of the same grid lies in it.</summary>
    public bool Contains(Cell cell) =>
        cell.X >= LowerLeft.X && cell.X <= UpperRight.X && cell.Y >= LowerLeft.Y && cell.Y <= UpperRight.Y;
}
