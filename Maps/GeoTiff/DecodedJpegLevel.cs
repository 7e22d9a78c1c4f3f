using CodeFirstSatellite.Maps.Pixels;
using CodeFirstSatellite.Maps.Tiles;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Tiles that are JPEG in the file and become PNG, since some of their pixels are hidden.</summary>
internal sealed class DecodedJpegLevel(TileSetDescription description, RasterFormat format, JpegBlocks blocks, RasterMask? mask)
    : PixelLevel(description, format, (format.BlockWidth, format.BlockHeight), mask)
{
    protected override bool TryPaint(Cell cell, (int Width, int Height) size, CellPixels pixels)
    {
        if (!blocks.TryDecode(IndexOf(cell), pixels.Pixels))
        {
            return false;
        }

        for (int y = 0; y < size.Height && Format.Nodata is { } nodata; y++)
        {
            Show(pixels.Pixels.Row(y), nodata, pixels.Opacity(y)[..size.Width]);
        }

        return true;
    }

    private static void Show(ReadOnlySpan<byte> row, byte nodata, Span<byte> opacity)
    {
        for (int i = 0; i < opacity.Length; i++)
        {
            ReadOnlySpan<byte> colours = row.Slice(i * PixelBuffer.BytesPerPixel, PixelBuffer.BytesPerPixel - 1);
            opacity[i] = colours.ContainsAnyExcept(nodata) ? byte.MaxValue : (byte)0;
        }
    }
}
