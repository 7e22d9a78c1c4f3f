using System.Buffers;
using CodeFirstSatellite.Maps.Pixels;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// Makes whole JPEG pictures of a picture's blocks, without decoding: a block lacks the tables that it shares with the others, and what
/// tells its colours.
/// </summary>
internal sealed class JpegBlocks
{
    private const int MarkerLength = 2;

    private readonly BlockTable _blocks;
    private readonly byte[] _start;

    /// <exception cref="MapFormatException">The tables are damaged.</exception>
    public JpegBlocks(RasterFormat format, BlockTable blocks)
    {
        _blocks = blocks;
        _start = [.. StartOfImage, .. format.Colour == RasterColour.Rgb ? AdobeRgb : Jfif, .. TablesOf(format)];
    }

    // ITU T.81, table B.1, and T.871: version 1.1, a pixel as wide as high, no small picture.
    private static ReadOnlySpan<byte> StartOfImage => [0xFF, 0xD8];

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> Jfif =>
        [0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

    // ITU T.872, 6.5.3: the last byte says that colours are not transformed.
    private static ReadOnlySpan<byte> AdobeRgb =>
        [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, 0];

    /// <summary>The length of a block's picture in bytes; 0 if the file has none.</summary>
    /// <exception cref="MapReadException">The file is damaged, or cannot be read.</exception>
    public int Find(long index, out long offset)
    {
        int length = _blocks.Find(index, out offset);
        return length switch
        {
            0 => 0,
            <= MarkerLength => throw Damaged(index, "is not JPEG"),
            _ => _start.Length + length - MarkerLength,
        };
    }

    /// <summary>Reads a block's picture.</summary>
    /// <param name="index">The block.</param>
    /// <param name="offset">Where it is.</param>
    /// <param name="picture">Gets the picture, and has its length.</param>
    /// <exception cref="MapReadException">The file is damaged, or cannot be read.</exception>
    public void Read(long index, long offset, Span<byte> picture)
    {
        Span<byte> block = picture[(_start.Length - MarkerLength)..];
        _blocks.File.Read(offset, block);
        if (!block.StartsWith(StartOfImage))
        {
            throw Damaged(index, "is not JPEG");
        }

        _start.CopyTo(picture);
    }

    /// <summary>Decodes a block's picture; false if the file has none.</summary>
    /// <param name="index">The block.</param>
    /// <param name="pixels">Gets the picture, and has a block's size.</param>
    /// <exception cref="MapReadException">The file is damaged, or cannot be read.</exception>
    public bool TryDecode(long index, PixelBuffer pixels)
    {
        int length = Find(index, out long offset);
        if (length == 0)
        {
            return false;
        }

        byte[] picture = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Read(index, offset, picture.AsSpan(0, length));
            PixelCodec.Decode(picture.AsSpan(0, length), pixels);
            return true;
        }
        catch (MapFormatException e)
        {
            throw Damaged(index, $"cannot be decoded: {e.Message}", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(picture);
        }
    }

    private static ReadOnlySpan<byte> TablesOf(RasterFormat format)
    {
        ReadOnlySpan<byte> tables = format.JpegTables;
        return tables.IsEmpty ? tables
            : tables.Length >= 2 * MarkerLength && tables.StartsWith(StartOfImage) && tables.EndsWith(EndOfImage)
                ? tables[MarkerLength..^MarkerLength]
                : throw new MapFormatException("it is damaged: its JPEG tables do not begin and end as JPEG does");
    }

    private MapReadException Damaged(long index, string what, Exception? cause = null) =>
        new($"{_blocks.Subject} is damaged: its block {index:N0} {what}", cause);
}
