using System.Buffers;
using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Tiles that become pictures.</summary>
internal sealed class TiledLevel(TileSetDescription description, RasterFormat format, BlockDecoder blocks)
    : PixelLevel(description, format.BlockWidth, format.BlockHeight)
{
    private readonly SamplePixels _pixels = new(format);

    protected override bool TryPaint(Cell cell, PixelBuffer pixels)
    {
        int row = RowOf(cell);
        long inPlane = ((long)row * format.BlocksAcross) + cell.X;
        long planeLength = (long)format.BlocksAcross * format.BlocksDown;

        // Beyond the picture the tile stays transparent.
        (int, int) size = (
            Math.Min(format.BlockWidth, format.Width - (cell.X * format.BlockWidth)),
            Math.Min(format.BlockHeight, format.Height - (row * format.BlockHeight)));
        bool isPainted = false;
        int length = (int)format.BlockLength;
        byte[] samples = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int plane = 0; plane < format.Samples / format.SamplesInBlock; plane++)
            {
                if (blocks.TryRead(inPlane + (plane * planeLength), format.BlockHeight, new ArraySegment<byte>(samples, 0, length)))
                {
                    _pixels.Write(samples, plane, (0, 0), pixels, (0, 0), size);
                    isPainted = true;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }

        _pixels.Finish(pixels);
        return isPainted;
    }
}
