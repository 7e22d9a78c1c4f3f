using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Tiles that were read into memory, for small sets; how their file is laid out does not matter then.</summary>
internal sealed class TilesInMemory : TileVersion
{
    private readonly byte[] _bytes;

    // Of each image in stream order: its cell as a number that sorts so, and where it ends.
    private readonly long[] _keys;
    private readonly int[] _ends;

    private TilesInMemory(TileSetDescription description, byte[] bytes, long[] keys, int[] ends)
        : base(description)
    {
        _bytes = bytes;
        _keys = keys;
        _ends = ends;
    }

    /// <summary>Reads the tiles of the zoom level that are on the grid; null when they are more than <paramref name="limit"/> bytes.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    public static TilesInMemory? Load(SqliteConnection connection, TileSetDescription description, int limit)
    {
        using var bytes = new MemoryStream();
        var keys = new List<long>();
        var ends = new List<int>();
        using var statement = new TileStatement(connection, "SELECT tile_column, tile_row, tile_data FROM tiles WHERE zoom_level = ?1 ORDER BY tile_row DESC, tile_column");
        statement.Bind(description.Zoom);
        while (statement.Step())
        {
            ReadOnlySpan<byte> image = statement.Blob(2);
            if (!description.Grid.TryGetCell(statement.Number(0), statement.Number(1), out Cell cell, out _) || image.IsEmpty)
            {
                continue;
            }

            // Without a unique index a cell may have several; the first one counts, as where they are looked up.
            long key = KeyOf(cell.X, cell.Y);
            if (keys is [.., var last] && last == key)
            {
                continue;
            }

            if (bytes.Length + image.Length > limit)
            {
                return null;
            }

            bytes.Write(image);
            keys.Add(key);
            ends.Add((int)bytes.Length);
        }

        return new TilesInMemory(description, bytes.ToArray(), [.. keys], [.. ends]);
    }

    public override bool TryGetImage(Cell cell, out CellImage? image)
    {
        int index = Array.BinarySearch(_keys, KeyOf(cell.X, cell.Y));
        image = index < 0 ? null : ImageAt(index);
        return true;
    }

    public override ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TryGetImage(cell, out CellImage? image);
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<CellImage?>(cancellationToken) : new(image);
    }

    public override IAreaReader OpenArea(GridArea area) => new AreaReader(this, area);

    private static long KeyOf(int x, int y) => ((long)(int.MaxValue - y) << 32) | (uint)x;

    private static (int X, int Y) CellOf(long key) => ((int)(key & uint.MaxValue), int.MaxValue - (int)(key >> 32));

    private CellImage ImageAt(int index)
    {
        (int x, int y) = CellOf(_keys[index]);
        int start = index == 0 ? 0 : _ends[index - 1];
        return new CellImage(new Cell(x, y), _bytes.AsMemory(start, _ends[index] - start));
    }

    /// <summary>The first image at or after a cell.</summary>
    private int IndexFrom(int x, int y)
    {
        int index = Array.BinarySearch(_keys, KeyOf(x, y));
        return index < 0 ? ~index : index;
    }

    private sealed class AreaReader(TilesInMemory tiles, GridArea area) : IAreaReader
    {
        private int _index = tiles.IndexFrom(area.LowerLeft.X, area.UpperRight.Y);

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken) : new(FindNext());

        public bool TryRead(out CellImage image)
        {
            if (!FindNext())
            {
                image = default;
                return false;
            }

            image = tiles.ImageAt(_index++);
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        // Goes on to the next image that is in the area.
        private bool FindNext()
        {
            while (_index < tiles._keys.Length)
            {
                (int x, int y) = CellOf(tiles._keys[_index]);
                if (y >= area.LowerLeft.Y && x >= area.LowerLeft.X && x <= area.UpperRight.X)
                {
                    return true;
                }

                int row = x < area.LowerLeft.X ? y : y - 1;
                if (row < area.LowerLeft.Y)
                {
                    break;
                }

                _index = tiles.IndexFrom(area.LowerLeft.X, row);
            }

            return false;
        }
    }
}
