using System.Buffers;
using CodeFirst.Grpc.Compression;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Framing;

/// <summary>Turns the bytes of one received message into the message.</summary>
internal static class MessageParser
{
    /// <exception cref="RpcException">
    /// INTERNAL: the bytes are no such message (statuscodes.md, "Error parsing request proto" and "... response proto"). What
    /// is wrong with them is told, since it is the peer's bytes that it speaks of.
    /// </exception>
    public static T Parse<T>(MessageSerializer<T> serializer, ReadOnlySpan<byte> bytes)
        where T : class
    {
        try
        {
            return serializer.Read(bytes);
        }
        catch (ProtobufException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, "the received message cannot be read: " + e.Message, e));
        }
    }

    /// <summary>Turns the compressed bytes of one received message into the message.</summary>
    /// <exception cref="RpcException">
    /// INTERNAL: the bytes are not compressed as the peer said, or are no such message. RESOURCE_EXHAUSTED: decompressed, it is too long.
    /// </exception>
    public static T ParseCompressed<T>(MessageSerializer<T> serializer, in ReadOnlySequence<byte> bytes, in ReceiveRules rules)
        where T : class
    {
        using DecompressedMessage message = DecompressedMessage.Of(rules.Compression!, bytes, rules.Longest);
        return Parse(serializer, message.Bytes);
    }

    /// <inheritdoc cref="Parse{T}(MessageSerializer{T}, ReadOnlySpan{byte})" />
    public static T Parse<T>(MessageSerializer<T> serializer, in ReadOnlySequence<byte> bytes)
        where T : class
    {
        if (bytes.IsSingleSegment)
        {
            return Parse(serializer, bytes.FirstSpan);
        }

        int length = (int)bytes.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bytes.CopyTo(rented);
            return Parse(serializer, rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
