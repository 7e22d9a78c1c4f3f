namespace CodeFirstSatellite.Maps;

/// <summary>
/// A cell that is on the grid that made it: <see cref="Grid.TryGetCell"/> is the only way to get one. The default value is
/// (0, 0), which every grid has.
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
