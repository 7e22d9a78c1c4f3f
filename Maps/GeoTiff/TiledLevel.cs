using System.Buffers;
using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Tiles that become pictures.</summary>
internal sealed class TiledLevel(TileSetDescription description, RasterFormat format, BlockDecoder blocks, RasterMask? mask)
    : PixelLevel(description, format, (format.BlockWidth, format.BlockHeight), mask)
{
    private readonly SamplePixels _pixels = new(format);

    protected override bool TryPaint(Cell cell, (int Width, int Height) size, CellPixels pixels)
    {
        long inPlane = IndexOf(cell);
        long planeLength = (long)Format.BlocksAcross * Format.BlocksDown;
        bool isPainted = false;
        int length = (int)Format.BlockLength;
        byte[] samples = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int plane = 0; plane < Format.Planes; plane++)
            {
                if (blocks.TryRead(inPlane + (plane * planeLength), Format.BlockHeight, new ArraySegment<byte>(samples, 0, length)))
                {
                    isPainted = true;
                }
                else if (Format.IsPlanar)
                {
                    // Where only some bands are left out, they are of the nodata value, else 0.
                    samples.AsSpan(0, length).Fill(Format.Nodata ?? 0);
                }
                else
                {
                    return false;
                }

                _pixels.Write(samples, plane, (0, 0), pixels, (0, 0), size);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }

        _pixels.Finish(pixels.Pixels);
        return isPainted;
    }
}
