using System.ComponentModel;
using CodeFirst.Protobuf;

namespace CodeFirst.Grpc.Streams;

/// <summary>
/// Reads and writes <see cref="StreamChunk"/>. Written by hand, since what is generated gives every message an array of its
/// own, and a stream would leave as many of them behind as it is long.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StreamChunkSerializer : MessageSerializer<StreamChunk>
{
    /// <summary>The one instance there need be.</summary>
    public static readonly StreamChunkSerializer Instance = new();

    // bytes value = 1;
    private const uint ValueTag = (1 << 3) | 2;

    private StreamChunkSerializer()
    {
    }

    /// <inheritdoc />
    public override string MessageName => "google.protobuf.BytesValue";

    /// <inheritdoc />
    protected override string? FieldName(int number) => number == 1 ? "value" : null;

    /// <inheritdoc />
    protected override int MeasureFields(StreamChunk message, MessageLengths lengths)
    {
        if (message.IsReleased)
        {
            throw new ProtobufException("the chunk has been sent before, and its bytes are gone");
        }

        return message.Bytes.IsEmpty ? 0 : WireSize.UInt32(ValueTag) + WireSize.Bytes(message.Bytes.Span);
    }

    /// <inheritdoc />
    protected override void WriteFields(ref ProtoWriter writer, StreamChunk message)
    {
        if (!message.Bytes.IsEmpty)
        {
            writer.WriteBytes(ValueTag, message.Bytes.Span);
        }

        // A message is written once, so this is where its memory is known to be free.
        message.Release();
    }

    /// <inheritdoc />
    protected override StreamChunk ReadFields(ref ProtoReader reader, StreamChunk? merge)
    {
        ReadOnlySpan<byte> value = merge is null ? default : merge.Bytes.Span;
        while (reader.ReadTag() is var tag and not 0)
        {
            if (tag == ValueTag)
            {
                value = reader.ReadByteSpan();
            }
            else if (tag >> 3 == ValueTag >> 3)
            {
                throw reader.WrongWireType(WireType.LengthDelimited);
            }
            else
            {
                reader.SkipField();
            }
        }

        return StreamChunk.Of(value);
    }
}
