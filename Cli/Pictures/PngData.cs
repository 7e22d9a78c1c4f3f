using System.Buffers.Binary;
using System.IO.Compression;

namespace CodeFirstSatellite.Cli.Pictures;

/// <summary>The compressed pixels of a PNG. The decoder inflates them all, however many they are.</summary>
internal static class PngData
{
    private const int Signature = 8;

    // A chunk is its length, its type, its data and a checksum (PNG specification, section 5.3).
    private const int ChunkHead = 8;
    private const int ChunkEnd = 4;

    /// <summary>Whether the pixels inflate to no more than so many bytes.</summary>
    public static bool Fits(ReadOnlySpan<byte> png, long most)
    {
        var data = new MemoryStream();
        for (int at = Signature; at + ChunkHead <= png.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            at += ChunkHead;
            if (length > png.Length - at)
            {
                return false;
            }

            if (png[(at - 4)..at].SequenceEqual("IDAT"u8))
            {
                data.Write(png.Slice(at, (int)length));
            }

            at += (int)length + ChunkEnd;
        }

        data.Position = 0;
        using var pixels = new ZLibStream(data, CompressionMode.Decompress);
        byte[] buffer = new byte[64 * 1024];
        for (int read; most >= 0 && (read = pixels.Read(buffer)) > 0;)
        {
            most -= read;
        }

        return most >= 0;
    }
}
