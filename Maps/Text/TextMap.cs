using System.Diagnostics;
using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Maps.Text;

/// <summary>
/// A map of one byte per cell: lines of equal length, each ended by LF; the first line is the northernmost row. The map is the file's
/// bytes, and images are slices of them. It never changes.
/// </summary>
public sealed class TextMap : IWatchableMap
{
    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _stride;

    private TextMap(string name, ReadOnlyMemory<byte> content, Grid grid, long version)
    {
        Name = name;
        Grid = grid;
        _content = content;
        _stride = TextMapFormat.StrideOf(grid);
        Changes = new ChangeFeed(version);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string ContentType => "text/plain";

    /// <inheritdoc />
    public Grid Grid { get; }

    /// <inheritdoc />
    public string ReadOnlyBecause => "is a text map; images are stored in MBTiles files";

    /// <inheritdoc />
    public MapDetails Details { get; private init; } = MapDetails.None;

    /// <inheritdoc />
    public ChangeFeed Changes { get; }

    /// <summary>Reads a map from a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="MapFormatException">The file is not a text map.</exception>
    public static TextMap Load(string path, string name) => Parse(name, File.ReadAllBytes(path), FileVersion.Of(path));

    /// <summary>Makes a map of bytes in memory. They are not copied, so they must not change.</summary>
    /// <exception cref="MapFormatException">The bytes are not a text map.</exception>
    public static TextMap Parse(string name, ReadOnlyMemory<byte> content) => Parse(name, content, 0);

    /// <summary>The same map, located on Earth: evenly spaced cells that cover <paramref name="bounds"/>.</summary>
    public TextMap At(GeoBounds bounds) => new(Name, _content, Grid, Changes.Version)
    {
        Details = new MapDetails { Bounds = bounds, Geography = new GeoGrid(Grid, Projection.Geodetic, bounds) },
    };

    /// <inheritdoc />
    public bool TryGetImage(Cell cell, out CellImage? image)
    {
        image = ImageOf(cell);
        return true;
    }

    /// <inheritdoc />
    public ValueTask<CellImage?> GetImageAsync(Cell cell, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<CellImage?>(cancellationToken)
            : new(ImageOf(cell));

    /// <inheritdoc />
    public IAreaReader OpenArea(GridArea area) => new Reader(this, area);

    /// <inheritdoc />
    public ValueTask<IAsyncEnumerable<MapChange>?> ReadChangesAsync(GridArea area, long since, CancellationToken cancellationToken) =>
        new(since == Changes.Version ? AsyncEnumerable.Empty<MapChange>() : null);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TextMap Parse(string name, ReadOnlyMemory<byte> content, long version) =>
        new(name, content, TextMapFormat.Check(content.Span), version);

    private int IndexOf(Cell cell)
    {
        Debug.Assert(Grid.TryGetCell(cell.X, cell.Y, out _, out _), "the cell belongs to another grid");
        return (Grid.FlipRow(cell.Y) * _stride) + cell.X;
    }

    private CellImage ImageOf(Cell cell) => new(cell, _content.Slice(IndexOf(cell), 1));

    private sealed class Reader(TextMap map, GridArea area) : IAreaReader
    {
        private readonly ReadOnlyMemory<byte> _content = map._content;
        private readonly int _toNextRow = map._stride - area.Width;
        private int _index = map.IndexOf(new Cell(area.West, area.North));
        private int _x = area.West;
        private int _y = area.North;

        private bool AtEnd => _y < area.South;

        public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken) : new(!AtEnd);

        public bool TryRead(out CellImage image)
        {
            if (AtEnd)
            {
                image = default;
                return false;
            }

            image = new CellImage(new Cell(_x, _y), _content.Slice(_index++, 1));
            if (++_x > area.East)
            {
                _x = area.West;
                _y--;
                _index += _toNextRow;
            }

            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
