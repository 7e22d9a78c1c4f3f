using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Pixels;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>
/// Makes the images of the lower zoom levels of a map anew where an area of it lies, each from the four images above it, down to the level
/// whose columns or rows cannot be halved any more.
/// </summary>
internal sealed class Overviews
{
    // Columns of the lower level that are made at once: their pixels are held until the row is complete.
    private const int StripWidth = 32;

    private readonly Grid _grid;
    private readonly GridArea _area;
    private readonly int _zoom;
    private readonly Func<PixelBuffer, byte[]> _encode;

    // What ended the reading. The call that stores hides it.
    private Exception? _failure;

    /// <exception cref="CliException">The map has no zoom levels, or images that are no pictures.</exception>
    public Overviews(ServedMap map, GridArea area)
    {
        string name = Printable.Line(map.Name);
        _grid = map.Grid;
        _area = area;
        _zoom = map.Details.Zoom ?? throw CliException.Usage($"--overviews: the map '{name}' has no zoom levels.");
        _encode = PixelCodec.EncoderOf(map.ContentType) ?? throw CliException.Usage(
            $"--overviews: the images of the map '{name}' are {Printable.Line(map.ContentType)}; "
            + "overviews are made of PNG, JPEG and WebP.");
    }

    /// <summary>Number of images that have been made.</summary>
    public long Images { get; private set; }

    /// <summary>The lowest zoom level that can be made.</summary>
    public int LowestZoom
    {
        get
        {
            int zoom = _zoom;
            for (Grid grid = _grid; zoom > 0 && Half(grid) is { } half; grid = half)
            {
                zoom--;
            }

            return zoom;
        }
    }

    /// <summary>Makes and stores them, level by level.</summary>
    /// <exception cref="RpcException">A call failed.</exception>
    /// <exception cref="CliException">An image is none that can be decoded, or of another size than its neighbours.</exception>
    public async Task MakeAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        (Grid grid, IReadOnlyList<GridArea> pieces) = (_grid, _grid.PiecesOf(_area));
        for (int zoom = _zoom - 1; zoom >= 0 && Half(grid) is { } half; zoom--)
        {
            // Two pieces may be the same at a low level.
            GridArea[] lower = [.. pieces.Select(piece => Half(piece, half)).Distinct()];
            foreach (GridArea piece in lower)
            {
                await MakeAsync(connection, ReadAsync(connection, grid, piece, zoom, cancellationToken), zoom, cancellationToken);
            }

            (grid, pieces) = (half, lower);
        }
    }

    private static Grid? Half(Grid grid) => grid.Width % 2 == 0 && grid.Height % 2 == 0 ? new Grid(grid.Width / 2, grid.Height / 2) : null;

    private static GridArea Half(GridArea area, Grid half) =>
        half.TryGetArea(area.West / 2, area.South / 2, area.East / 2, area.North / 2, out GridArea lower, out _) ? lower : half.Whole;

    private async Task MakeAsync(
        SatelliteConnection connection, IAsyncEnumerable<Image> images, int zoom, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (Stored _ in connection.PutImages(images, cancellationToken, zoom))
            {
            }
        }
        catch (RpcException) when (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }

    // A message is valid until the next is read; it has been sent by then.
    private async IAsyncEnumerable<Image> ReadAsync(
        SatelliteConnection connection, Grid upper, GridArea lower, int zoom, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int west = lower.West; west <= lower.East; west += StripWidth)
        {
            int east = Math.Min(west + StripWidth - 1, lower.East);
            _ = upper.TryGetArea(2 * west, 2 * lower.South, (2 * east) + 1, (2 * lower.North) + 1, out GridArea strip, out _);
            var row = new OverviewRow(zoom);
            await using IAsyncEnumerator<Image> images =
                connection.GetImages(strip, cancellationToken, zoom + 1).GetAsyncEnumerator(cancellationToken);
            while (await Noting(images.MoveNextAsync()))
            {
                if (row.Y > images.Current.Y / 2)
                {
                    foreach (Image made in Take(row))
                    {
                        yield return made;
                    }
                }

                Add(row, images.Current);
            }

            foreach (Image made in Take(row))
            {
                yield return made;
            }
        }
    }

    private async ValueTask<bool> Noting(ValueTask<bool> step)
    {
        try
        {
            return await step;
        }
        catch (Exception e)
        {
            _failure = e;
            throw;
        }
    }

    private void Add(OverviewRow row, Image image)
    {
        try
        {
            row.Add(image);
        }
        catch (CliException e)
        {
            _failure = e;
            throw;
        }
    }

    private IEnumerable<Image> Take(OverviewRow row)
    {
        foreach ((int x, PixelBuffer pixels) in row.Take())
        {
            Images++;
            yield return new Image { X = x, Y = row.Y, Bytes = _encode(pixels) };
        }
    }

    /// <summary>Images of one row of the lower level, while those above them come.</summary>
    private sealed class OverviewRow(int zoom)
    {
        private readonly SortedDictionary<int, PixelBuffer> _images = [];
        private (int Width, int Height)? _size;

        /// <summary>The row; the last that an image was added to.</summary>
        public int Y { get; private set; } = -1;

        public void Add(Image image)
        {
            Y = image.Y / 2;
            PixelBuffer pixels = Decode(image);
            (int width, int height) = _size ??= (pixels.Width, pixels.Height);
            if ((pixels.Width, pixels.Height) != (width, height))
            {
                throw CliException.Usage(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--overviews: the image at {image.X},{image.Y} of zoom level {zoom + 1} is {pixels.Width}x{pixels.Height} and others "
                    + $"are {width}x{height}; only images of one size make an overview."));
            }

            int x = image.X / 2;
            if (!_images.TryGetValue(x, out PixelBuffer? target))
            {
                _images[x] = target = new PixelBuffer(width, height);
            }

            // Rows of images go north, rows of pixels south.
            target.Put(pixels.Half(), image.X % 2 * width / 2, image.Y % 2 == 1 ? 0 : height / 2);
        }

        public KeyValuePair<int, PixelBuffer>[] Take()
        {
            KeyValuePair<int, PixelBuffer>[] taken = [.. _images];
            _images.Clear();
            return taken;
        }

        private PixelBuffer Decode(Image image)
        {
            try
            {
                return PixelCodec.Decode(image.Bytes.Span);
            }
            catch (MapFormatException e)
            {
                throw CliException.Usage($"--overviews: the image at {image.X},{image.Y} of zoom level {zoom + 1}: {e.Message}.");
            }
        }
    }
}
