namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>The cells that have tiles, in stream order: northernmost row first, each row from west to east.</summary>
/// <param name="keys">The key of each (<see cref="Of"/>), sorted, without duplicates.</param>
internal sealed class TileKeys(long[] keys)
{
    public int Count => keys.Length;

    /// <summary>The key of a cell: a number that sorts in stream order.</summary>
    public static long Of(int x, int y) => ((long)(int.MaxValue - y) << 32) | (uint)x;

    public Cell CellAt(int index)
    {
        (int x, int y) = CellOf(keys[index]);
        return new Cell(x, y);
    }

    /// <summary>The index of a cell; negative if it has no tile.</summary>
    public int IndexOf(int x, int y) => Array.BinarySearch(keys, Of(x, y));

    /// <summary>The index of the first at or after a cell.</summary>
    public int IndexFrom(int x, int y)
    {
        int index = IndexOf(x, y);
        return index < 0 ? ~index : index;
    }

    /// <summary>The index of the first in an area.</summary>
    public int First(GridArea area) => Next(area, IndexFrom(area.West, area.North));

    /// <summary>The index of the first in an area at or after an index; <see cref="Count"/> if there is none.</summary>
    public int Next(GridArea area, int index)
    {
        while (index < keys.Length)
        {
            (int x, int y) = CellOf(keys[index]);
            if (y >= area.South && x >= area.West && x <= area.East)
            {
                return index;
            }

            int row = x < area.West ? y : y - 1;
            if (row < area.South)
            {
                break;
            }

            index = IndexFrom(area.West, row);
        }

        return keys.Length;
    }

    private static (int X, int Y) CellOf(long key) => ((int)(key & uint.MaxValue), int.MaxValue - (int)(key >> 32));
}
