using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;

namespace Tests.CodeFirst.Harness;

/// <summary>Compressed messages in their frames, made by .NET's own streams.</summary>
internal static class CompressedBytes
{
    /// <summary>What tests of every encoding go through.</summary>
    public static IEnumerable<object[]> Encodings => [["gzip"], ["deflate"], ["br"]];

    public static byte[] Gzip(byte[] message)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return target.ToArray();
    }

    public static Stream Compress(string encoding, Stream target) => encoding switch
    {
        "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
        _ => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
    };

    public static byte[] Frame(byte flag, byte[] message)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    /// <summary>A message of a gigabyte of zeros, in its frame, made once for each encoding.</summary>
    public static class Bombs
    {
        private static readonly ConcurrentDictionary<string, byte[]> Made = new();

        public static byte[] Of(string encoding) => Made.GetOrAdd(encoding, static name =>
        {
            using var target = new MemoryStream();
            using (Stream compressing = Compress(name, target))
            {
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < 1024; i++)
                {
                    compressing.Write(zeros);
                }
            }

            Assert.IsLessThan(4 << 20, (int)target.Length, "or it would be refused for its compressed length");
            return Frame(1, target.ToArray());
        });
    }
}
