using CodeFirstSatellite.Maps.Pixels;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Makes pixels of samples.</summary>
internal sealed class SamplePixels
{
    private const int Alpha = 3;

    private readonly RasterFormat _format;
    private readonly int _colours;

    // What a sample is as red, green and blue, where one sample is all three.
    private readonly byte[] _shades;

    public SamplePixels(RasterFormat format)
    {
        _format = format;
        _colours = format.Colours;
        _shades = format.Colour == RasterColour.Palette ? format.Palette : new byte[3 * 256];
        for (int i = 0; i < 256 && format.Colour != RasterColour.Palette; i++)
        {
            byte shade = (byte)(format.Colour == RasterColour.GreyFromWhite ? 255 - i : i);
            _shades[i] = _shades[256 + i] = _shades[512 + i] = shade;
        }
    }

    /// <summary>Writes a rectangle of a block's samples into a picture.</summary>
    /// <param name="block">The block's samples.</param>
    /// <param name="plane">Which sample it has, where each has blocks of its own; else 0.</param>
    /// <param name="from">Where the rectangle begins in the block.</param>
    /// <param name="pixels">The picture.</param>
    /// <param name="to">Where it begins in the picture.</param>
    /// <param name="size">Its size.</param>
    public void Write(
        ReadOnlySpan<byte> block, int plane, (int X, int Y) from, CellPixels pixels, (int X, int Y) to, (int Width, int Height) size)
    {
        int step = _format.SamplesInBlock;
        for (int y = 0; y < size.Height; y++)
        {
            int start = (((from.Y + y) * _format.BlockWidth) + from.X) * step;
            ReadOnlySpan<byte> samples = block.Slice(start, size.Width * step);
            Span<byte> row = pixels.Pixels.Row(to.Y + y).Slice(to.X * PixelBuffer.BytesPerPixel, size.Width * PixelBuffer.BytesPerPixel);
            for (int i = 0; i < step; i++)
            {
                Write(samples[i..], step, plane + i, row);
                if (_format.Nodata is { } nodata && plane + i < _colours)
                {
                    Show(samples[i..], step, nodata, pixels.Opacity(to.Y + y).Slice(to.X, size.Width));
                }
            }
        }
    }

    /// <summary>Makes a picture of premultiplied colours one of plain colours, once all its samples are written.</summary>
    public void Finish(PixelBuffer pixels)
    {
        if (!_format.IsPremultiplied)
        {
            return;
        }

        Span<byte> bytes = pixels.Bytes;
        for (int i = 0; i < bytes.Length; i += PixelBuffer.BytesPerPixel)
        {
            int alpha = bytes[i + Alpha];
            for (int colour = i; colour < i + Alpha && alpha is not (0 or 255); colour++)
            {
                bytes[colour] = (byte)Math.Min(255, ((bytes[colour] * 255) + (alpha / 2)) / alpha);
            }
        }
    }

    // A pixel is one as soon as one of its colours is.
    private static void Show(ReadOnlySpan<byte> samples, int step, byte nodata, Span<byte> opacity)
    {
        for (int i = 0; i < opacity.Length; i++)
        {
            if (samples[i * step] != nodata)
            {
                opacity[i] = byte.MaxValue;
            }
        }
    }

    private void Write(ReadOnlySpan<byte> samples, int step, int sample, Span<byte> row)
    {
        if (sample >= _colours)
        {
            Copy(samples, step, row[Alpha..]);
            return;
        }

        if (_colours == 1)
        {
            WriteShades(samples, step, row);
        }
        else
        {
            Copy(samples, step, row[sample..]);
        }

        if (sample == 0 && !_format.HasAlpha)
        {
            for (int i = Alpha; i < row.Length; i += PixelBuffer.BytesPerPixel)
            {
                row[i] = byte.MaxValue;
            }
        }
    }

    private void WriteShades(ReadOnlySpan<byte> samples, int step, Span<byte> row)
    {
        for (int i = 0, from = 0; i < row.Length; i += PixelBuffer.BytesPerPixel, from += step)
        {
            int sample = samples[from];
            row[i] = _shades[sample];
            row[i + 1] = _shades[256 + sample];
            row[i + 2] = _shades[512 + sample];
        }
    }

    private static void Copy(ReadOnlySpan<byte> samples, int step, Span<byte> row)
    {
        for (int i = 0, from = 0; i < row.Length; i += PixelBuffer.BytesPerPixel, from += step)
        {
            row[i] = samples[from];
        }
    }
}
