using CodeFirstSatellite.Maps.Tiles.Reading;
using Microsoft.Data.Sqlite;

namespace CodeFirstSatellite.Maps.Tiles;

/// <summary>Tiles that were read into memory, for small sets of any layout.</summary>
internal sealed class TilesInMemory : TileVersion
{
    private readonly string _path;
    private readonly byte[] _bytes;

    private readonly TileKeys _keys;

    // Where each image ends.
    private readonly int[] _ends;

    private TilesInMemory(string path, TileSetDescription description, byte[] bytes, TileKeys keys, int[] ends)
        : base(description)
    {
        _path = path;
        _bytes = bytes;
        _keys = keys;
        _ends = ends;
    }

    /// <summary>Reads the tiles of the zoom level that are on the grid; null if they exceed <paramref name="limit"/> bytes.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    /// <exception cref="MapReadException">The file cannot be read.</exception>
    public static TilesInMemory? Load(SqliteConnection connection, TileSetDescription description, int limit)
    {
        // The set is read only once, so SQLite need not keep pages, and the buffer starts at about its size. Otherwise an idle process
        // keeps what they leave behind for long: 10 MiB for a set of 3 MB.
        KeepFewPages(connection);
        using var bytes = new MemoryStream((int)Math.Min(limit, new FileInfo(connection.DataSource).Length));
        var keys = new List<long>();
        var ends = new List<int>();
        using var statement = new TileStatement(
            connection,
            "SELECT tile_column, tile_row, tile_data FROM tiles WHERE zoom_level = ?1 ORDER BY tile_row DESC, tile_column");
        statement.Bind(description.Zoom);
        while (statement.Step())
        {
            ReadOnlySpan<byte> image = statement.Blob(2);
            if (!statement.TryNumber(0, out int x) || !statement.TryNumber(1, out int y)
                || !description.Grid.TryGetCell(x, y, out Cell cell, out _) || image.IsEmpty)
            {
                continue;
            }

            // Without a unique index a cell may have several tiles. The first counts, as for tiles on disk.
            long key = TileKeys.Of(cell.X, cell.Y);
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

        return new TilesInMemory(
            connection.DataSource,
            description,
            bytes.Length > bytes.Capacity / 2 ? bytes.GetBuffer() : bytes.ToArray(),
            new TileKeys([.. keys]),
            [.. ends]);
    }

    public override bool TryGetImage(Cell cell, out CellImage? image)
    {
        int index = _keys.IndexOf(cell.X, cell.Y);
        image = index < 0 ? null : ImageAt(index);
        return true;
    }

    public override ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken)
    {
        TryGetImage(cell, out CellImage? image);
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<CellImage?>(cancellationToken) : new(image);
    }

    public override IAreaReader OpenArea(GridArea area) => new AreaReader(this, area);

    public override TileVersion OpenLevel(int zoom, bool mayBeNew)
    {
        TileVersion level = TileSetOpening.Open(_path, zoom);
        if (level.Description.Identity == Description.Identity)
        {
            return level;
        }

        level.Release();
        throw new MapReadException("the map's file is being replaced; try again") { IsTemporary = true };
    }

    private CellImage ImageAt(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        return new CellImage(_keys.CellAt(index), _bytes.AsMemory(start, _ends[index] - start));
    }

    private static void KeepFewPages(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA cache_size = -500";
        command.ExecuteNonQuery();
    }

    private sealed class AreaReader(TilesInMemory tiles, GridArea area) : IAreaReader
    {
        private int _next = tiles._keys.First(area);

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken) : new(_next < tiles._keys.Count);

        public bool TryRead(out CellImage image)
        {
            if (_next == tiles._keys.Count)
            {
                image = default;
                return false;
            }

            image = tiles.ImageAt(_next);
            _next = tiles._keys.Next(area, _next + 1);
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
