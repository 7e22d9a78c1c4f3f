using System.Buffers;
using System.IO.Compression;
using CodeFirst.Grpc.Framing;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Compression;

/// <summary>A message in its frame, compressed if that makes it shorter, in pooled memory.</summary>
internal readonly struct CompressedFrame : IDisposable
{
    private readonly PooledStream? _compressed;
    private readonly byte[] _plain;
    private readonly int _plainLength;

    private CompressedFrame(PooledStream? compressed, byte[] plain, int plainLength)
    {
        _compressed = compressed;
        _plain = plain;
        _plainLength = plainLength;
    }

    /// <summary>Prefix and message, valid until this is disposed.</summary>
    public ReadOnlySpan<byte> Bytes => _compressed is not null ? _compressed.Written : _plain.AsSpan(0, _plainLength);

    /// <summary>Writes and compresses a message of <paramref name="length"/> bytes that has just been measured.</summary>
    /// <exception cref="ProtobufException">The message was changed after it was measured.</exception>
    public static CompressedFrame Of<T>(
        T message,
        int length,
        MessageLengths lengths,
        MessageSerializer<T> serializer,
        CompressionAlgorithm algorithm,
        CompressionLevel level)
        where T : class
    {
        int plainLength = MessagePrefix.Size + length;
        byte[] plain = ArrayPool<byte>.Shared.Rent(plainLength);
        var compressed = new PooledStream(MessagePrefix.Size + length / 2);
        try
        {
            Span<byte> body = plain.AsSpan(MessagePrefix.Size, length);
            serializer.Write(message, length, lengths, body);

            Span<byte> prefix = stackalloc byte[MessagePrefix.Size];
            compressed.Write(prefix);
            using (Stream compressing = algorithm.Compress(compressed, level))
            {
                compressing.Write(body);
            }
        }
        catch
        {
            compressed.Dispose();
            ArrayPool<byte>.Shared.Return(plain);
            throw;
        }

        if (compressed.Length < plainLength)
        {
            MessagePrefix.WriteCompressed(compressed.Written, (int)compressed.Length - MessagePrefix.Size);
            return new CompressedFrame(compressed, plain, plainLength);
        }

        compressed.Dispose();
        MessagePrefix.Write(plain, length);
        return new CompressedFrame(null, plain, plainLength);
    }

    public void Dispose()
    {
        _compressed?.Dispose();
        ArrayPool<byte>.Shared.Return(_plain);
    }
}
