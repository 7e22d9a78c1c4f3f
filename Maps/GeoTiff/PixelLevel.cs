using System.Collections.Concurrent;
using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Pixels that are decoded and become PNG pictures, so that none changes.</summary>
internal abstract class PixelLevel(TileSetDescription description, int cellWidth, int cellHeight) : RasterLevel(description)
{
    // More than this is no quicker, and takes memory for each.
    private const int MostAtOnce = 4;

    private readonly ConcurrentBag<PixelBuffer> _idle = [];

    public override int AtOnce { get; } = Math.Clamp(Environment.ProcessorCount, 1, MostAtOnce);

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

    /// <summary>Writes the pixels of a cell into a picture that is transparent everywhere; false if the file has none.</summary>
    protected abstract bool TryPaint(Cell cell, PixelBuffer pixels);

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

    private EncodedPicture? Make(Cell cell)
    {
        PixelBuffer pixels = _idle.TryTake(out PixelBuffer? idle) ? idle : new PixelBuffer(cellWidth, cellHeight);
        try
        {
            Array.Clear(pixels.Bytes);
            return TryPaint(cell, pixels) ? PixelCodec.EncodePngQuickly(pixels) : null;
        }
        finally
        {
            _idle.Add(pixels);
        }
    }
}
