using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;

namespace Tests.CodeFirst.Engine;

/// <summary>Compressed messages in their frames, made by .NET's own streams.</summary>
internal static class CompressedBytes
{
    private static readonly ConcurrentDictionary<(string Encoding, int Size), byte[]> Bombs = new();

    /// <summary>What tests of every encoding go through.</summary>
    public static IEnumerable<object[]> Encodings => [["gzip"], ["deflate"], ["br"]];

    public static byte[] Of(string encoding, byte[] message)
    {
        using var target = new MemoryStream();
        using (Stream compressing = Compress(encoding, target))
        {
            compressing.Write(message);
        }

        return target.ToArray();
    }

    public static byte[] Frame(byte flag, byte[] message)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    /// <summary>A message of so many MiB of zeros, in its frame, made once for each encoding.</summary>
    public static byte[] Bomb(string encoding, int size = 1024) => Bombs.GetOrAdd((encoding, size), static bomb =>
    {
        using var target = new MemoryStream();
        using (Stream compressing = Compress(bomb.Encoding, target))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < bomb.Size; i++)
            {
                compressing.Write(zeros);
            }
        }

        Assert.IsLessThan(4 << 20, (int)target.Length, "or it would be refused for its compressed length");
        return Frame(1, target.ToArray());
    });

    private static Stream Compress(string encoding, Stream target) => encoding switch
    {
        "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
        _ => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
    };
}
