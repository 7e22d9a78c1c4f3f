using CodeFirstSatellite.Maps.Reading;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Tiles that are JPEG in the file and stay so. Tiles at the edges have what the file has beyond the picture.</summary>
internal sealed class JpegLevel(TileSetDescription description, JpegBlocks blocks) : RasterLevel(description)
{
    public override ValueTask<byte[]?> GetAsync(Cell cell, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long index = IndexOf(cell);
        int length = blocks.Find(index, out long offset);
        if (length == 0)
        {
            return new((byte[]?)null);
        }

        byte[] picture = new byte[length];
        blocks.Read(index, offset, picture);
        return new(picture);
    }

    public override ValueTask AddAsync(IReadOnlyList<Cell> cells, ImageBatch batch, CancellationToken cancellationToken)
    {
        foreach (Cell cell in cells)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long index = IndexOf(cell);
            if (blocks.Find(index, out long offset) is > 0 and var length)
            {
                blocks.Read(index, offset, batch.Add(cell, length));
            }
        }

        return ValueTask.CompletedTask;
    }
}
