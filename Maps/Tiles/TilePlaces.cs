using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Where each tile is in a file that has no index to find it by: 16 bytes a tile, and no image.</summary>
internal sealed class TilePlaces
{
    private readonly long[] _rowids;

    private TilePlaces(TileKeys keys, long[] rowids)
    {
        Keys = keys;
        _rowids = rowids;
    }

    public TileKeys Keys { get; }

    /// <summary>Goes once through all tiles, without their images. Of several that a cell has, the first one counts.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    public static TilePlaces Read(SqliteConnection connection, TileSetDescription description)
    {
        var keys = new List<long>();
        var rowids = new List<long>();
        using var statement = new TileStatement(connection, TileQueries.Places);
        statement.Bind(description.Zoom);
        while (statement.Step())
        {
            if (description.Grid.TryGetCell(statement.Number(0), statement.Number(1), out Cell cell, out _))
            {
                keys.Add(TileKeys.Of(cell.X, cell.Y));
                rowids.Add(statement.LongNumber(2));
            }
        }

        Span<long> sorted = CollectionsMarshal.AsSpan(keys), places = CollectionsMarshal.AsSpan(rowids);
        sorted.Sort(places);
        int count = KeepFirst(sorted, places);
        return new TilePlaces(new TileKeys([.. sorted[..count]]), [.. places[..count]]);
    }

    public long RowidAt(int index) => _rowids[index];

    // Of those that are equal the sort says nothing of the order.
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
