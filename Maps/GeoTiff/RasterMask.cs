using System.Buffers;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// A picture that tells how opaque the pixels of another of the same size are (TIFF 6.0, NewSubfileType 4). Only the blocks under a cell
/// are read, and none is kept: masks are small and quickly decoded. Thread-safe.
/// </summary>
internal sealed class RasterMask(RasterFormat format, BlockDecoder blocks)
{
    /// <summary>Reads the opacities of a part of the picture.</summary>
    /// <param name="left">Its first column.</param>
    /// <param name="top">Its first row.</param>
    /// <param name="size">Its size, which the picture has.</param>
    /// <param name="pixels">Gets them. What the file has no blocks of stays hidden.</param>
    /// <exception cref="MapReadException">The file is damaged, or cannot be read.</exception>
    public void Read(int left, int top, (int Width, int Height) size, CellPixels pixels)
    {
        int length = (int)format.BlockLength;
        byte[] samples = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int row = top / format.BlockHeight; row <= (top + size.Height - 1) / format.BlockHeight; row++)
            {
                for (int column = left / format.BlockWidth; column <= (left + size.Width - 1) / format.BlockWidth; column++)
                {
                    int rows = format.IsTiled
                        ? format.BlockHeight
                        : Math.Min(format.BlockHeight, format.Height - (row * format.BlockHeight));
                    long index = ((long)row * format.BlocksAcross) + column;
                    if (blocks.TryRead(index, rows, new ArraySegment<byte>(samples, 0, length)))
                    {
                        Write(samples, column * format.BlockWidth, row * format.BlockHeight);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }

        // A block begins at a column and a row of the picture, perhaps before the part.
        void Write(ReadOnlySpan<byte> block, int blockLeft, int blockTop)
        {
            int first = Math.Max(left, blockLeft);
            int end = Math.Min(left + size.Width, blockLeft + format.BlockWidth);
            int bottom = Math.Min(top + size.Height, blockTop + format.BlockHeight);
            for (int y = Math.Max(top, blockTop); y < bottom; y++)
            {
                ReadOnlySpan<byte> line = block[((y - blockTop) * (int)format.RowLength)..];
                Span<byte> opacity = pixels.Opacity(y - top)[(first - left)..(end - left)];
                if (format.Bits == 8)
                {
                    line.Slice(first - blockLeft, opacity.Length).CopyTo(opacity);
                }
                else
                {
                    WriteBits(line, first - blockLeft, opacity);
                }
            }
        }
    }

    private static void WriteBits(ReadOnlySpan<byte> samples, int first, Span<byte> opacity)
    {
        for (int i = 0; i < opacity.Length; i++)
        {
            int at = first + i;
            opacity[i] = (samples[at / 8] & (0x80 >> (at % 8))) == 0 ? (byte)0 : byte.MaxValue;
        }
    }
}
