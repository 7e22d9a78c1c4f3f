namespace CodeFirstSatellite.Maps.Tiles.PmTiles;

/// <summary>
/// The numbers of tiles: zoom level after zoom level, each along a Hilbert curve that begins in the north-west. The tiles of a square
/// whose side and place are a power of two have numbers without a gap.
/// </summary>
internal static class HilbertId
{
    /// <summary>The number after the last tile of zoom level 31, the last that has room in 64 bits.</summary>
    public const ulong Limit = ulong.MaxValue / 3;

    /// <summary>The first tile of a zoom level, from 0 to 31.</summary>
    public static ulong FirstOf(int zoom) => ((1UL << (2 * zoom)) - 1) / 3;

    /// <summary>The zoom level of a tile below <see cref="Limit"/>.</summary>
    public static int ZoomOf(ulong id) => (int)ulong.Log2((3 * id) + 1) / 2;

    /// <summary>The number of a tile.</summary>
    /// <param name="zoom">Its zoom level, from 0 to 31.</param>
    /// <param name="column">Its column, from the west.</param>
    /// <param name="row">Its row, from the north.</param>
    public static ulong Of(int zoom, int column, int row) => FirstOf(zoom) + Along(zoom, column, row);

    /// <summary>The place on the curve of a level, from 0.</summary>
    public static ulong Along(int level, int column, int row)
    {
        ulong along = 0;
        for (int bit = level - 1; bit >= 0; bit--)
        {
            int x = (column >> bit) & 1;
            int y = (row >> bit) & 1;
            along = (along << 2) | (uint)((3 * x) ^ y);

            // In the northern quarters the curve is turned.
            if (y == 0)
            {
                (column, row) = x == 1 ? (~row, ~column) : (row, column);
            }
        }

        return along;
    }
}
