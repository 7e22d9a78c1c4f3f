using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using CodeFirstSatellite.Maps.Pixels;

namespace Tests.Satellite.Harness;

/// <summary>
/// A BigTIFF of the whole Earth with 500,000 tiles, 5 GB long unless told otherwise. Few of its tiles have bytes of their own, and the
/// rest of the file is a hole, so it takes little of a disk.
/// </summary>
internal static class LargeRaster
{
    public const int Columns = 1000;
    public const int Rows = 500;

    private const long UsualLength = 5_000_000_000;
    private const int TileSize = 256;
    private const int TileLength = TileSize * TileSize * 3;
    private const int Places = 64;
    private const int FieldLength = 20;
    private const int Fields = 14;
    private const int MaskFields = 11;
    private const int NextDirectory = 24 + (Fields * FieldLength);
    private const int Uncompressed = 1;
    private const int Jpeg = 7;
    private const int Deflate = 8;

    public static void MakeUncompressed(string path) => Make(path, UsualLength, Uncompressed, samples => samples);

    public static void MakeDeflate(string path, long length = UsualLength) => Make(path, length, Deflate, Compress);

    /// <summary>JPEG, and a mask of as many tiles that hides half the pixels.</summary>
    public static void MakeMaskedJpeg(string path)
    {
        MakeJpeg(path);
        byte[] bits = new byte[TileSize * TileSize / 8];
        new Random(1).NextBytes(bits);
        byte[] tile = Compress(bits);
        const long Directory = UsualLength - 40_000_000;
        const long Offsets = UsualLength - 30_000_000;
        const long Lengths = UsualLength - 20_000_000;
        const long Tile = UsualLength - 10_000_000;
        using FileStream file = File.OpenWrite(path);
        byte[] directory = new byte[8 + (MaskFields * FieldLength) + 8];
        directory[0] = MaskFields;
        Span<byte> next = directory.AsSpan(8);
        Write(ref next, 254, 4, 1, 4);
        Write(ref next, 256, 4, 1, Columns * TileSize);
        Write(ref next, 257, 4, 1, Rows * TileSize);
        Write(ref next, 258, 3, 1, 1);
        Write(ref next, 259, 3, 1, Deflate);
        Write(ref next, 262, 3, 1, 4);
        Write(ref next, 277, 3, 1, 1);
        Write(ref next, 322, 3, 1, TileSize);
        Write(ref next, 323, 3, 1, TileSize);
        Write(ref next, 324, 16, Columns * Rows, Offsets);
        Write(ref next, 325, 4, Columns * Rows, Lengths);
        WriteAt(file, Directory, directory);
        WriteAt(file, Tile, tile);
        WriteAt(file, Offsets, MemoryMarshal.AsBytes(Enumerable.Repeat(Tile, Columns * Rows).ToArray().AsSpan()));
        WriteAt(file, Lengths, MemoryMarshal.AsBytes(Enumerable.Repeat(tile.Length, Columns * Rows).ToArray().AsSpan()));
        WriteAt(file, NextDirectory, BitConverter.GetBytes(Directory));
    }

    public static void MakeJpeg(string path, long length = UsualLength) => Make(path, length, Jpeg, samples =>
    {
        var pixels = new PixelBuffer(TileSize, TileSize);
        for (int i = 0; i < TileSize * TileSize; i++)
        {
            samples.AsSpan(3 * i, 3).CopyTo(pixels.Bytes.AsSpan(PixelBuffer.BytesPerPixel * i));
            pixels.Bytes[(PixelBuffer.BytesPerPixel * i) + 3] = byte.MaxValue;
        }

        return PixelCodec.EncodeJpeg(pixels);
    });

    private static void WriteAt(FileStream file, long position, ReadOnlySpan<byte> bytes)
    {
        file.Position = position;
        file.Write(bytes);
    }

    private static byte[] Compress(byte[] samples)
    {
        var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Fastest))
        {
            zlib.Write(samples);
        }

        return bytes.ToArray();
    }

    private static void Make(string path, long length, int compression, Func<byte[], byte[]> compress)
    {
        byte[] header = Header(compression, out long offsets, out long lengths);
        byte[][] tiles = [.. Enumerable.Range(0, Places).Select(i => compress(Noise(i)))];
        long spacing = (length - 100_000_000) / Places;
        using FileStream file = File.Create(path);
        file.SetLength(length);
        file.Write(header);
        byte[] number = new byte[sizeof(long)];
        var table = new MemoryStream();
        foreach (long position in Order().Select(place => 50_000_000 + (place * spacing)))
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, position);
            table.Write(number);
        }

        file.Position = offsets;
        file.Write(table.GetBuffer().AsSpan(0, (int)table.Length));
        table.SetLength(0);
        foreach (int size in Order().Select(place => tiles[place].Length))
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, size);
            table.Write(number.AsSpan(0, sizeof(int)));
        }

        file.Position = lengths;
        file.Write(table.GetBuffer().AsSpan(0, (int)table.Length));
        for (int place = 0; place < Places; place++)
        {
            file.Position = 50_000_000 + (place * spacing);
            file.Write(tiles[place]);
        }
    }

    private static IEnumerable<int> Order() => Enumerable.Range(0, Columns * Rows).Select(tile => tile * 7 % Places);

    // Smooth with some noise, as pictures are.
    private static byte[] Noise(int seed)
    {
        byte[] samples = new byte[TileLength];
        var random = new Random(seed);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)((i / 900) + random.Next(24));
        }

        return samples;
    }

    private static byte[] Header(int compression, out long offsets, out long lengths)
    {
        const int Doubles = 16 + 8 + (Fields * FieldLength) + 8;
        const int Keys = Doubles + (9 * sizeof(double));
        offsets = Keys + (16 * sizeof(ushort));
        lengths = offsets + ((long)Columns * Rows * sizeof(long));
        byte[] header = new byte[offsets];
        "II\x2B\0\x08\0\0\0\x10"u8.CopyTo(header);
        header[16] = Fields;
        Span<byte> next = header.AsSpan(24);
        Write(ref next, 256, 4, 1, Columns * TileSize);
        Write(ref next, 257, 4, 1, Rows * TileSize);
        Write(ref next, 258, 3, 3, 0x0008_0008_0008);
        Write(ref next, 259, 3, 1, compression);
        Write(ref next, 262, 3, 1, compression == Jpeg ? 6 : 2);
        Write(ref next, 277, 3, 1, 3);
        Write(ref next, 284, 3, 1, 1);
        Write(ref next, 322, 3, 1, TileSize);
        Write(ref next, 323, 3, 1, TileSize);
        Write(ref next, 324, 16, Columns * Rows, offsets);
        Write(ref next, 325, 4, Columns * Rows, lengths);
        Write(ref next, 33550, 12, 3, Doubles);
        Write(ref next, 33922, 12, 6, Doubles + (3 * sizeof(double)));
        Write(ref next, 34735, 3, 16, Keys);
        double pixel = 360.0 / (Columns * TileSize);
        foreach ((int i, double value) in ((double[])[pixel, pixel, 0, 0, 0, 0, -180, 90, 0]).Index())
        {
            BinaryPrimitives.WriteDoubleLittleEndian(header.AsSpan(Doubles + (i * sizeof(double))), value);
        }

        // A geographic system, pixels that are areas, WGS 84.
        foreach ((int i, ushort value) in ((ushort[])[1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]).Index())
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Keys + (i * sizeof(ushort))), value);
        }

        return header;
    }

    private static void Write(ref Span<byte> next, ushort tag, ushort type, long count, long value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(next, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(next[2..], type);
        BinaryPrimitives.WriteInt64LittleEndian(next[4..], count);
        BinaryPrimitives.WriteInt64LittleEndian(next[12..], value);
        next = next[FieldLength..];
    }
}
