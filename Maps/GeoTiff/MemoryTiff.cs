using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>
/// A TIFF file of one block, in memory, for LibTiff to read: its codecs work on files only. Its own reading of directories takes memory
/// as a file says, which may be damaged, and its objects serve one thread.
/// </summary>
internal sealed class MemoryTiff : TiffStream
{
    private const int HeaderLength = 8;
    private const int FieldLength = 12;
    private const int MostFields = 12;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const int LongestDirectory = HeaderLength + 2 + (MostFields * FieldLength) + 4 + (2 * RasterFormat.MostSamples);

    private readonly byte[] _bytes;
    private readonly int _length;
    private int _position;
    private int _fields;

    /// <param name="format">How the block is stored.</param>
    /// <param name="rows">Its rows of pixels.</param>
    /// <param name="bytes">It, after <see cref="Headroom"/> bytes of room.</param>
    /// <param name="length">Its bytes.</param>
    public MemoryTiff(RasterFormat format, int rows, byte[] bytes, int length)
    {
        _bytes = bytes;
        _length = Headroom + length;
        bytes.AsSpan(0, Headroom).Clear();
        "II*\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), HeaderLength);
        int samples = format.SamplesInBlock;

        // Bits are eight to a sample: codecs do not look into it.
        Write(TiffTag.ImageWidth, Long, (int)format.RowLength / samples);
        Write(TiffTag.ImageLength, Long, rows);
        WriteBits(samples);
        Write(TiffTag.Compression, Short, (int)format.Compression);

        // It decodes samples whatever they mean, and needs to know no more than this.
        Write(TiffTag.Photometric, Short, (int)RasterColour.Grey);
        Write(TiffTag.FillOrder, Short, format.FillOrder);
        Write(TiffTag.StripOffsets, Long, Headroom);
        Write(TiffTag.SamplesPerPixel, Short, samples);
        Write(TiffTag.RowsPerStrip, Long, rows);
        Write(TiffTag.StripByteCounts, Long, length);
        Write(TiffTag.PlanarConfiguration, Short, 1);
        if (format.Compression is RasterCompression.Lzw or RasterCompression.Deflate)
        {
            Write(TiffTag.Predictor, Short, format.Predictor);
        }

        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(HeaderLength), (short)_fields);
    }

    /// <summary>Bytes that the header takes.</summary>
    public static int Headroom => LongestDirectory;

    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        int read = Math.Clamp(_length - _position, 0, count);
        _bytes.AsSpan(_position, read).CopyTo(buffer.AsSpan(offset));
        _position += read;
        return read;
    }

    public override long Seek(object clientData, long offset, SeekOrigin origin)
    {
        long position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => _length + offset,
        };
        return position >= 0 && position <= _length ? _position = (int)position : -1;
    }

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Close(object clientData)
    {
    }

    public override long Size(object clientData) => _length;

    private void WriteBits(int samples)
    {
        // Up to two numbers stand in the field itself.
        int place = LongestDirectory - (2 * RasterFormat.MostSamples);
        Span<byte> field = Write(TiffTag.BitsPerSample, Short, samples > 2 ? place : 8 | (8 << 16));
        BinaryPrimitives.WriteInt32LittleEndian(field[4..], samples);
        for (int i = 0; i < samples; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(place + (2 * i)), 8);
        }
    }

    private Span<byte> Write(TiffTag tag, ushort type, int value)
    {
        Span<byte> field = _bytes.AsSpan(HeaderLength + 2 + (_fields++ * FieldLength), FieldLength);
        BinaryPrimitives.WriteUInt16LittleEndian(field, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], type);
        BinaryPrimitives.WriteInt32LittleEndian(field[4..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(field[8..], value);
        return field;
    }
}
