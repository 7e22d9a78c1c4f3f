using System.Collections.Concurrent;
using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Pixels that are decoded and become PNG pictures, so that none changes.</summary>
/// <param name="description">What the level is.</param>
/// <param name="format">How its picture is stored.</param>
/// <param name="cellSize">Columns and rows of a cell.</param>
/// <param name="mask">What tells how opaque its pixels are; null for nothing.</param>
internal abstract class PixelLevel(
    TileSetDescription description, RasterFormat format, (int Width, int Height) cellSize, RasterMask? mask)
    : RasterLevel(description)
{
    // More than this is no quicker, and takes memory for each.
    private const int MostAtOnce = 4;

    private readonly ConcurrentBag<CellPixels> _idle = [];

    public override int AtOnce { get; } = Math.Clamp(Environment.ProcessorCount, 1, MostAtOnce);

    /// <summary>How the picture is stored.</summary>
    protected RasterFormat Format { get; } = format;

    /// <summary>Cells that were asked for one by one are kept for a while: a map in a browser asks for the same again.</summary>
    public override async ValueTask<byte[]?> GetAsync(Cell cell, CancellationToken cancellationToken)
    {
        await RasterMemory.Decoders.WaitAsync(cancellationToken);
        try
        {
            return RasterMemory.Images.Get((this, cell), () =>
            {
                using EncodedPicture? picture = Make(cell);
                return picture?.Bytes.ToArray();
            });
        }
        finally
        {
            RasterMemory.Decoders.Release();
        }
    }

    public override async ValueTask AddAsync(IReadOnlyList<Cell> cells, ImageBatch batch, CancellationToken cancellationToken)
    {
        if (cells.Count == 1)
        {
            using EncodedPicture? picture = await MakeAsync(cells[0], cancellationToken);
            Add(cells[0], picture, batch);
            return;
        }

        Task<EncodedPicture?>[] pictures =
            [.. cells.Select(cell => Task.Run(() => MakeAsync(cell, cancellationToken), CancellationToken.None))];
        try
        {
            await Task.WhenAll(pictures);
            foreach ((int i, Task<EncodedPicture?> picture) in pictures.Index())
            {
                Add(cells[i], await picture, batch);
            }
        }
        finally
        {
            foreach (Task<EncodedPicture?> picture in pictures.Where(picture => picture.IsCompletedSuccessfully))
            {
                (await picture)?.Dispose();
            }
        }
    }

    /// <summary>Writes the pixels of a cell; false if the file has none.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="size">How much of it the picture covers. The rest stays transparent.</param>
    /// <param name="pixels">Gets the pixels. They are transparent everywhere.</param>
    protected abstract bool TryPaint(Cell cell, (int Width, int Height) size, CellPixels pixels);

    private static void Add(Cell cell, EncodedPicture? picture, ImageBatch batch)
    {
        if (picture is not null)
        {
            batch.Add(cell, picture.Bytes);
        }
    }

    private async Task<EncodedPicture?> MakeAsync(Cell cell, CancellationToken cancellationToken)
    {
        await RasterMemory.Decoders.WaitAsync(cancellationToken);
        try
        {
            return Make(cell);
        }
        finally
        {
            RasterMemory.Decoders.Release();
        }
    }

    private CellPixels NewPixels() => new(cellSize.Width, cellSize.Height, isMasked: mask is not null || Format.Nodata is not null);

    private EncodedPicture? Make(Cell cell)
    {
        CellPixels pixels = _idle.TryTake(out CellPixels? idle) ? idle : NewPixels();
        try
        {
            pixels.Clear();
            int left = cell.X * cellSize.Width;
            int top = RowOf(cell) * cellSize.Height;
            (int, int) size = (Math.Min(cellSize.Width, Format.Width - left), Math.Min(cellSize.Height, Format.Height - top));
            if (!TryPaint(cell, size, pixels))
            {
                return null;
            }

            mask?.Read(left, top, size, pixels);
            pixels.Hide();
            return PixelCodec.EncodePngQuickly(pixels.Pixels);
        }
        finally
        {
            _idle.Add(pixels);
        }
    }
}
