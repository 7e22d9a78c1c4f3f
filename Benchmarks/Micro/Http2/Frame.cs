using System.Buffers.Binary;

namespace Benchmarks.Micro.Http2;

/// <summary>A frame that came; its payload is valid until the next one is read.</summary>
/// <remarks>
/// RFC 9113, section 4.1:
/// <code>
///   0           3      4       5            9
///   +-----------+------+-------+------------+----------- - -
///   | length    | type | flags | stream     | payload
///   +-----------+------+-------+------------+----------- - -
/// </code>
/// </remarks>
internal readonly ref struct Frame(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
{
    public const int HeaderSize = 9;
    public const int MaxPayload = 16 * 1024;
    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;

    private const int StreamOffset = 5;

    public FrameType Type { get; } = (FrameType)header[3];

    public byte Flags { get; } = header[4];

    public int Stream { get; } = BinaryPrimitives.ReadInt32BigEndian(header[StreamOffset..]);

    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Whether the other side says no more on this stream.</summary>
    public bool EndsStream => Type is FrameType.Data or FrameType.Headers && (Flags & EndStream) != 0;

    public static int PayloadLength(ReadOnlySpan<byte> header) => (header[0] << 16) | (header[1] << 8) | header[2];

    /// <summary>Writes a frame; gives its size.</summary>
    public static int Write(Span<byte> target, FrameType type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, (payload.Length << 8) | (byte)type);
        target[4] = flags;
        WriteStream(target, stream);
        payload.CopyTo(target[HeaderSize..]);
        return HeaderSize + payload.Length;
    }

    /// <summary>Puts another stream into a frame that has been written.</summary>
    public static void WriteStream(Span<byte> frame, int stream) => BinaryPrimitives.WriteInt32BigEndian(frame[StreamOffset..], stream);
}
