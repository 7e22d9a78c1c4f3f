using System.Diagnostics.CodeAnalysis;

namespace CodeFirstSatellite.Maps;

/// <summary>The cells of a map. x grows east and y grows north, from (0, 0) at the south-west corner.</summary>
public sealed record Grid
{
    /// <summary>Makes a grid of at least one cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width or the height is less than 1.</exception>
    public Grid(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
    }

    /// <summary>Number of columns, at least 1.</summary>
    public int Width { get; }

    /// <summary>Number of rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>Every cell.</summary>
    public GridArea Whole => new(0, 0, Width - 1, Height - 1);

    /// <summary>Finds the cell with these coordinates, if it is on the grid.</summary>
    public bool TryGetCell(int x, int y, out Cell cell, [NotNullWhen(false)] out GridError? error)
    {
        if (!Contains(x, y))
        {
            cell = default;
            error = OutOfGrid("", x, y);
            return false;
        }

        cell = new Cell(x, y);
        error = null;
        return true;
    }

    /// <summary>Makes an area of two corners, if both are on the grid and not swapped.</summary>
    public bool TryGetArea(
        int lowerLeftX, int lowerLeftY, int upperRightX, int upperRightY, out GridArea area, [NotNullWhen(false)] out GridError? error)
    {
        error = !Contains(lowerLeftX, lowerLeftY) ? OutOfGrid("the lower-left corner ", lowerLeftX, lowerLeftY)
            : !Contains(upperRightX, upperRightY) ? OutOfGrid("the upper-right corner ", upperRightX, upperRightY)
            : lowerLeftX > upperRightX || lowerLeftY > upperRightY ? Inverted(lowerLeftX, lowerLeftY, upperRightX, upperRightY)
            : null;
        area = error is null ? new GridArea(lowerLeftX, lowerLeftY, upperRightX, upperRightY) : default;
        return error is null;
    }

    /// <summary>
    /// The pieces of an area: itself, or, if it goes on beyond the last column (<see cref="Geography.GeoGrid.TryGetAreaAround"/>), what
    /// lies at the grid's eastern and at its western edge.
    /// </summary>
    public IReadOnlyList<GridArea> PiecesOf(GridArea area)
    {
        var pieces = new List<GridArea>(2);
        if (area.West < Width)
        {
            pieces.Add(new GridArea(area.West, area.South, Math.Min(area.East, Width - 1), area.North));
        }

        if (area.East >= Width)
        {
            pieces.Add(new GridArea(Math.Max(area.West - Width, 0), area.South, area.East - Width, area.North));
        }

        return pieces;
    }

    /// <summary>The cell of the grid that a cell of such an area is.</summary>
    public Cell Fold(Cell cell) => cell.X < Width ? cell : new Cell(cell.X - Width, cell.Y);

    /// <summary>
    /// The number of a row counted from the other edge. Here rows count from the south; web maps (XYZ) and GeoPackages count them from the
    /// north. A row that is not on the grid has a number that is not, either.
    /// </summary>
    public int FlipRow(int y) => Height - 1 - y;

    /// <summary>Width and height, such as <c>80x32</c>.</summary>
    public override string ToString() => $"{Width}x{Height}";

    private static GridError Inverted(int lowerLeftX, int lowerLeftY, int upperRightX, int upperRightY) =>
        new(
            GridErrorKind.Inverted,
            $"the area is inverted: its lower-left corner ({lowerLeftX}, {lowerLeftY}) is to the right of or above "
            + $"its upper-right corner ({upperRightX}, {upperRightY})");

    // Compared as unsigned, a negative coordinate is huge.
    private bool Contains(int x, int y) => (uint)x < (uint)Width && (uint)y < (uint)Height;

    private GridError OutOfGrid(string what, int x, int y) =>
        new(
            GridErrorKind.OutOfGrid,
            $"{what}({x}, {y}) is not on the map, which is {this}: x goes from 0 to {Width - 1} and y from 0 to {Height - 1}");
}
