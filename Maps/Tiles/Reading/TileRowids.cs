using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles.Reading;

/// <summary>The rowid of each tile, for a file that has no index to find tiles by. Takes 16 bytes a tile.</summary>
internal sealed class TileRowids
{
    private readonly long[] _rowids;

    private TileRowids(TileKeys keys, long[] rowids)
    {
        Keys = keys;
        _rowids = rowids;
    }

    public TileKeys Keys { get; }

    /// <summary>Scans all tiles once, without their images. If a cell has several tiles, the first counts.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    public static TileRowids Read(SqliteConnection connection, Grid grid, int zoom)
    {
        var keys = new List<long>();
        var rowids = new List<long>();
        using var statement = new TileStatement(connection, TileQueries.Rowids);
        statement.Bind(zoom);
        while (statement.Step())
        {
            if (statement.TryNumber(0, out int x) && statement.TryNumber(1, out int y) && grid.TryGetCell(x, y, out Cell cell, out _))
            {
                keys.Add(TileKeys.Of(cell.X, cell.Y));
                rowids.Add(statement.LongNumber(2));
            }
        }

        Span<long> sortedKeys = CollectionsMarshal.AsSpan(keys), sortedRowids = CollectionsMarshal.AsSpan(rowids);
        sortedKeys.Sort(sortedRowids);
        int count = KeepFirst(sortedKeys, sortedRowids);
        return new TileRowids(new TileKeys([.. sortedKeys[..count]]), [.. sortedRowids[..count]]);
    }

    public long RowidAt(int index) => _rowids[index];

    // The sort is not stable, so equal keys are in any order.
    private static int KeepFirst(Span<long> keys, Span<long> rowids)
    {
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (count > 0 && keys[i] == keys[count - 1])
            {
                rowids[count - 1] = Math.Min(rowids[count - 1], rowids[i]);
                continue;
            }

            (keys[count], rowids[count]) = (keys[i], rowids[i]);
            count++;
        }

        return count;
    }
}
