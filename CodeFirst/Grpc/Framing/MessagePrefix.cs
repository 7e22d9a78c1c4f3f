using System.Buffers.Binary;

namespace CodeFirst.Grpc.Framing;

/// <summary>The five bytes in front of every message, for requests and responses alike.</summary>
/// <remarks>
/// gRPC over HTTP/2, "Length-Prefixed-Message":
/// <code>
///   0      1      2      3      4      5
///   +------+------+------+------+------+---------------- - -
///   | flag |  length, big-endian       | message
///   +------+------+------+------+------+---------------- - -
///   flag 0: the message is as it is; 1: it is compressed with the call's grpc-encoding
/// </code>
/// How the bytes are spread over HTTP/2 DATA frames means nothing.
/// </remarks>
internal static class MessagePrefix
{
    /// <summary>Bytes of the prefix.</summary>
    public const int Size = LengthOffset + sizeof(uint);

    private const int FlagOffset = 0;
    private const int LengthOffset = 1;
    private const byte Uncompressed = 0;
    private const byte Compressed = 1;

    /// <summary>Writes the prefix of an uncompressed message of <paramref name="length"/> bytes.</summary>
    public static void Write(Span<byte> destination, int length) => Write(destination, Uncompressed, length);

    /// <summary>Writes the prefix of a message of <paramref name="length"/> bytes that is compressed.</summary>
    public static void WriteCompressed(Span<byte> destination, int length) => Write(destination, Compressed, length);

    /// <summary>
    /// Reads a prefix and gives the length of the message after it. The length is checked here, before a single byte of
    /// the message is waited or made room for.
    /// </summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    /// <param name="rules">What messages are taken.</param>
    /// <param name="compressed">Whether the message is compressed.</param>
    /// <exception cref="RpcException">INTERNAL when the flag is wrong, RESOURCE_EXHAUSTED when the message is too long.</exception>
    public static int Read(ReadOnlySpan<byte> source, in ReceiveRules rules, out bool compressed)
    {
        byte flag = source[FlagOffset];
        uint length = BinaryPrimitives.ReadUInt32BigEndian(source[LengthOffset..]);
        compressed = flag == Compressed;
        if (flag != Uncompressed && (!compressed || rules.Compression is null))
        {
            throw compressed ? FramingErrors.CompressedWithoutEncoding() : FramingErrors.UnknownFlag(flag);
        }

        if (length > rules.Longest)
        {
            throw FramingErrors.TooLongToReceive(length, rules.Longest);
        }

        return (int)length;
    }

    /// <summary>Checks the length of a message that is to be sent.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: it is too long.</exception>
    public static void CheckSend(int length, int? limit)
    {
        if (length > (limit ?? Array.MaxLength - Size))
        {
            throw FramingErrors.TooLongToSend(length, limit ?? Array.MaxLength - Size);
        }
    }

    private static void Write(Span<byte> destination, byte flag, int length)
    {
        destination[FlagOffset] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(destination[LengthOffset..], (uint)length);
    }
}
