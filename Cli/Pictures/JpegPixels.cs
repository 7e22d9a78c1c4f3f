using System.Runtime.InteropServices;
using JpegLibrary;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>Takes the blocks of 8x8 samples that the decoder makes, and turns them into pixels.</summary>
internal sealed class JpegPixels : JpegBlockOutputWriter
{
    private const int BlockSize = 8;
    private const int Depth = 8;

    private readonly int _width;
    private readonly int _height;
    private readonly int _shift;

    // A plane for each component: luminance alone, or with both chrominances.
    private readonly byte[][] _planes;

    private JpegPixels(JpegDecoder decoder)
    {
        _width = decoder.Width;
        _height = decoder.Height;
        _shift = decoder.Precision - Depth;
        _planes = [.. Enumerable.Range(0, decoder.NumberOfComponents).Select(_ => new byte[_width * _height])];
    }

    /// <exception cref="InvalidDataException">It is broken, or has neither one component nor three.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file)
    {
        var decoder = new JpegDecoder();
        decoder.SetInput(file);
        decoder.Identify();
        if (decoder.NumberOfComponents is not (1 or 3))
        {
            throw new InvalidDataException("the picture is neither grey nor in three colours");
        }

        var pixels = new JpegPixels(decoder);
        decoder.SetOutputWriter(pixels);
        decoder.Decode();
        return pixels.ToPicture();
    }

    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        ReadOnlySpan<short> block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, BlockSize * BlockSize);
        byte[] plane = _planes[componentIndex];
        int columns = Math.Min(BlockSize, _width - x);
        int rows = Math.Min(BlockSize, _height - y);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int sample = block[(row * BlockSize) + column] >> _shift;
                plane[((y + row) * _width) + x + column] = (byte)Math.Clamp(sample, 0, byte.MaxValue);
            }
        }
    }

    private Picture ToPicture()
    {
        byte[] rgba = new byte[4 * _width * _height];
        for (int i = 0; i < _width * _height; i++)
        {
            (byte red, byte green, byte blue) = _planes.Length == 1
                ? (_planes[0][i], _planes[0][i], _planes[0][i])
                : ToRgb(_planes[0][i], _planes[1][i] - 128, _planes[2][i] - 128);
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2], rgba[(4 * i) + 3]) = (red, green, blue, byte.MaxValue);
        }

        return new Picture(_width, _height, rgba);
    }

    // ITU-T T.871 (JFIF), section 7.
    private static (byte Red, byte Green, byte Blue) ToRgb(int luminance, int blueness, int redness) =>
    (
        Round(luminance + (1.402 * redness)),
        Round(luminance - (0.344136 * blueness) - (0.714136 * redness)),
        Round(luminance + (1.772 * blueness)));

    private static byte Round(double value) => (byte)Math.Clamp(Math.Round(value), 0, byte.MaxValue);
}
