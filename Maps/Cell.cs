namespace CodeFirstSatellite.Maps;

/// <summary>
/// A cell of a grid. Only a grid and its areas make it (<see cref="Grid.TryGetCell"/>), so it is never off its grid. The default value is
/// the cell (0, 0), which every grid has.
/// </summary>
public readonly record struct Cell
{
    internal Cell(int x, int y)
    {
        X = x;
        Y = y;
    }

    /// <summary>Column, 0 at the western edge.</summary>
    public int X { get; }

    /// <summary>Row, 0 at the southern edge.</summary>
    public int Y { get; }
}
