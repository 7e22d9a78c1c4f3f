using System.Buffers;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Compression;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Compression;

/// <summary>Where a compressed message ends, however it lies in memory and whatever follows.</summary>
[TestClass]
public sealed class DecompressedMessageTests
{
    // Pieces of one byte, and lengths about those in which .NET's streams read.
    private static readonly int[] PieceLengths = [1, 2, 7, 4096, 8191, 8192, 8193, int.MaxValue];

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public Task Of_EmptySegments_AreSkipped(string encoding) => InTimeAsync(() =>
    {
        byte[] message = Random(100, seed: 1);
        byte[] compressed = Compressed(encoding, message);

        CollectionAssert.AreEqual(message, Decompress(encoding, Segments.WithEmptyOnes(compressed)));
        AssertBroken(encoding, Segments.WithEmptyOnes(compressed[..^1]), "cut short");
        AssertBroken(encoding, Segments.WithEmptyOnes([.. compressed, 0]), "with more after it");
    });

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public Task Of_MessagesOfEveryLengthAboutThatOfAStreamsBuffer_EndWhereTheyEnd(string encoding) => InTimeAsync(() =>
    {
        for (int length = 8192 - 40; length < 8192 + 10; length++)
        {
            byte[] message = Random(length, length);
            byte[] compressed = Compressed(encoding, message);
            ReadOnlySequence<byte> whole = new(compressed);

            CollectionAssert.AreEqual(message, Decompress(encoding, whole), $"{length} bytes");
            AssertBroken(encoding, whole.Slice(0, compressed.Length - 1), $"{length} bytes, cut short");
            AssertBroken(encoding, new ReadOnlySequence<byte>([.. compressed, 0x1F]), $"{length} bytes, with more after them");
        }
    });

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public Task Of_EveryByteAfterTheEnd_IsBroken(string encoding) => InTimeAsync(() =>
    {
        byte[] compressed = Compressed(encoding, Random(100, seed: 2));
        for (int more = 0; more <= byte.MaxValue; more++)
        {
            AssertBroken(encoding, new ReadOnlySequence<byte>([.. compressed, (byte)more]), $"with {more:X2} after it");
        }
    });

    [TestMethod]
    public Task Of_MembersOfGzip_AreOneMessageInAnyPieces() => InTimeAsync(() =>
    {
        byte[] message = Random(30_000, seed: 3);
        byte[] first = CompressedBytes.Gzip(message[..10_000]);
        byte[] nothing = Convert.FromHexString("1F8B0800000000000003" + "0300" + "00000000" + "00000000");
        byte[] last = CompressedBytes.Gzip(message[10_000..]);
        byte[] members = [.. nothing, .. first, .. nothing, .. last];
        int[] ends = [nothing.Length, nothing.Length + first.Length, members.Length - last.Length];
        foreach (int piece in PieceLengths)
        {
            CollectionAssert.AreEqual(message, Decompress("gzip", Segments.Of(members, Math.Min(piece, members.Length))), $"in pieces of {piece} bytes");
        }

        for (int length = 1; length < members.Length; length++)
        {
            // Everywhere near an end, and here and there between them.
            bool near = ends.Append(members.Length).Any(end => Math.Abs(end - length) < 40);
            if ((near || length % 97 == 0) && !ends.Contains(length))
            {
                AssertBroken("gzip", new ReadOnlySequence<byte>(members, 0, length), $"{length} of {members.Length} bytes");
            }
        }
    });

    private static Task InTimeAsync(Action test) => Task.Run(test).WaitAsync(ProbeServer.Patience);

    private static byte[] Random(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Compressed(string encoding, byte[] message)
    {
        using var target = new MemoryStream();
        using (Stream compressing = CompressedBytes.Compress(encoding, target))
        {
            compressing.Write(message);
        }

        return target.ToArray();
    }

    private static byte[] Decompress(string encoding, in ReadOnlySequence<byte> compressed)
    {
        Assert.IsTrue(CompressionAlgorithm.TryFind(encoding, out CompressionAlgorithm? algorithm));
        using DecompressedMessage message = DecompressedMessage.Of(algorithm!, compressed, 1_000_000);
        return message.Bytes.ToArray();
    }

    private static void AssertBroken(string encoding, ReadOnlySequence<byte> compressed, string what)
    {
        RpcException error = Assert.ThrowsExactly<RpcException>(() => Decompress(encoding, compressed), what);
        Assert.AreEqual(StatusCode.Internal, error.StatusCode, what);
    }
}
