using System.Buffers;
using System.IO.Compression;
using BitMiracle.LibTiff.Classic;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>Reads blocks and undoes their compression. Thread-safe.</summary>
internal sealed class BlockDecoder(RasterFormat format, BlockTable blocks)
{
    private readonly int _rowLength = (int)format.RowLength;

    static BlockDecoder() => TiffMessages.Suppress();

    /// <summary>Reads the samples of a block; false if the file has none.</summary>
    /// <param name="index">The block, as in <see cref="BlockTable.Find"/>.</param>
    /// <param name="rows">Its rows of pixels.</param>
    /// <param name="samples">Where they are written: a pixel's samples beside each other, row by row.</param>
    /// <exception cref="MapReadException">The block is damaged, or the file cannot be read.</exception>
    public bool TryRead(long index, int rows, ArraySegment<byte> samples)
    {
        int length = blocks.Find(index, out long offset);
        if (length == 0)
        {
            return false;
        }

        int expected = rows * _rowLength;
        if (format.Compression == RasterCompression.None)
        {
            blocks.File.Read(offset, samples.AsSpan(0, Math.Min(expected, length)));
            return length >= expected
                ? true
                : throw new MapReadException(
                    $"{blocks.Subject} is damaged: its block {index:N0} has {length:N0} bytes; expected {expected:N0}");
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(MemoryTiff.Headroom + length);
        try
        {
            blocks.File.Read(offset, bytes.AsSpan(MemoryTiff.Headroom, length));
            int found = format.Compression == RasterCompression.Deflate && format.FillOrder == 1
                ? Inflate(new MemoryStream(bytes, MemoryTiff.Headroom, length), samples.AsSpan(0, expected))
                : Decode(new MemoryTiff(format, rows, bytes, length), length, samples, expected);
            return found == expected
                ? true
                : throw Damaged(index, $"expected {expected:N0} bytes, found {Math.Max(0, found):N0}");
        }
        catch (Exception e) when (e is not (OutOfMemoryException or MapReadException))
        {
            // On damaged blocks LibTiff's codecs index wrongly, and more.
            throw Damaged(index, e.Message, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // What the library does in managed code, the runtime does natively.
    private int Inflate(MemoryStream source, Span<byte> samples)
    {
        using var zlib = new ZLibStream(source, CompressionMode.Decompress);
        int found = zlib.ReadAtLeast(samples, samples.Length, throwOnEndOfStream: false);
        for (int row = 0; row < samples.Length && format.Predictor == 2; row += _rowLength)
        {
            AddDifferences(samples.Slice(row, _rowLength), format.SamplesInBlock);
        }

        return found;
    }

    // TIFF 6.0, section 14: each sample is the difference to that of the pixel before.
    private static void AddDifferences(Span<byte> row, int step)
    {
        for (int i = step; i < row.Length; i++)
        {
            row[i] += row[i - step];
        }
    }

    private static int Decode(MemoryTiff source, int length, ArraySegment<byte> samples, int expected)
    {
        // The library would make one for each block.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using Tiff? tiff = Tiff.ClientOpen("block", "r", source, source);
            tiff?.ReadBufferSetup(buffer, buffer.Length);
            return tiff?.ReadEncodedStrip(0, samples.Array, samples.Offset, expected) ?? 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private MapReadException Damaged(long index, string what, Exception? cause = null) =>
        new($"{blocks.Subject} is damaged: its block {index:N0} cannot be decompressed: {what}", cause);
}
