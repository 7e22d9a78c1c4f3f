using System.Diagnostics;

namespace CodeFirstSatellite.Maps;

/// <summary>
/// A map of one byte per cell: lines of equal length, each ended by LF, the first of which is the northernmost row. It is
/// held as the file's bytes and images are slices of them.
/// </summary>
public sealed class TextMap : IMapSource
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _stride;

    private TextMap(string name, ReadOnlyMemory<byte> content, Grid grid)
    {
        Name = name;
        Grid = grid;
        _content = content;
        _stride = TextMapFormat.StrideOf(grid);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string ContentType => "text/plain";

    /// <inheritdoc />
    public Grid Grid { get; }

    /// <summary>Reads a map from a file, which gives it its name.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a text map.</exception>
    public static TextMap Load(string path) => Parse(Path.GetFileNameWithoutExtension(path), File.ReadAllBytes(path));

    /// <summary>Takes bytes that are in memory as a map. They are not copied, so they must not change.</summary>
    /// <exception cref="MapFormatException">The bytes are not a text map.</exception>
    public static TextMap Parse(string name, ReadOnlyMemory<byte> content) => new(name, content, TextMapFormat.Check(content.Span));

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<ReadOnlyMemory<byte>?>(cancellationToken)
            : new(ImageAt(cell.X, cell.Y));

    /// <inheritdoc />
    public IAreaReader OpenArea(GridArea area) => new Reader(this, area);

    private ReadOnlyMemory<byte> ImageAt(int x, int y)
    {
        Debug.Assert(Grid.TryGetCell(x, y, out _, out _), "the cell belongs to another grid");
        return _content.Slice(((Grid.Height - 1 - y) * _stride) + x, 1);
    }

    private sealed class Reader(TextMap map, GridArea area) : IAreaReader
    {
        private int _x = area.LowerLeft.X;
        private int _y = area.UpperRight.Y;

        private bool AtEnd => _y < area.LowerLeft.Y;

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken) : new(!AtEnd);

        public bool TryRead(out CellImage image)
        {
            if (AtEnd)
            {
                image = default;
                return false;
            }

            image = new CellImage(new Cell(_x, _y), map.ImageAt(_x, _y));
            if (++_x > area.UpperRight.X)
            {
                _x = area.LowerLeft.X;
                _y--;
            }

            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
