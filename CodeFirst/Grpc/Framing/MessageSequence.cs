using System.Buffers;

namespace CodeFirst.Grpc.Framing;

/// <summary>Takes messages off a sequence of bytes, as a pipe gives them.</summary>
internal static class MessageSequence
{
    /// <summary>Takes one message, perhaps compressed, off the front of the buffer; false: more bytes are needed.</summary>
    /// <exception cref="RpcException">See <see cref="MessagePrefix.Read"/>.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, in ReceiveRules rules, out ReadOnlySequence<byte> message, out bool compressed)
    {
        message = default;
        compressed = false;
        if (buffer.Length < MessagePrefix.Size)
        {
            return false;
        }

        int length = ReadPrefix(buffer, rules, out compressed);
        if (buffer.Length - MessagePrefix.Size < length)
        {
            return false;
        }

        message = buffer.Slice(MessagePrefix.Size, length);
        buffer = buffer.Slice(message.End);
        return true;
    }

    /// <summary>What is wrong with bytes that are left when the stream has ended.</summary>
    public static RpcException Truncated(in ReadOnlySequence<byte> rest, in ReceiveRules rules) =>
        rest.Length < MessagePrefix.Size
            ? FramingErrors.TruncatedPrefix(rest.Length)
            : FramingErrors.Truncated(ReadPrefix(rest, rules, out _), rest.Length - MessagePrefix.Size);

    private static int ReadPrefix(in ReadOnlySequence<byte> buffer, in ReceiveRules rules, out bool compressed)
    {
        if (buffer.FirstSpan.Length >= MessagePrefix.Size)
        {
            return MessagePrefix.Read(buffer.FirstSpan, rules, out compressed);
        }

        Span<byte> prefix = stackalloc byte[MessagePrefix.Size];
        buffer.Slice(0, MessagePrefix.Size).CopyTo(prefix);
        return MessagePrefix.Read(prefix, rules, out compressed);
    }
}
