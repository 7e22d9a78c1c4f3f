using System.Buffers;
using ProtoBuf.Grpc.Configuration;

namespace CodeFirst.Grpc;

/// <summary>A generated serializer as gRPC's marshaller.</summary>
/// <typeparam name="T">The message class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CompiledMarshaller<T> : Marshaller<T>
    where T : class
{
    [ThreadStatic]
    private static MessageLengths? _lengths;

    /// <summary>Makes the marshaller of a serializer.</summary>
    public CompiledMarshaller(MessageSerializer<T> serializer)
        : base((message, context) => Serialize(serializer, message, context), context => Deserialize(serializer, context)) =>
        Compiled = serializer;

    /// <summary>The generated serializer.</summary>
    public MessageSerializer<T> Compiled { get; }

    internal static T Deserialize(MessageSerializer<T> serializer, DeserializationContext context)
    {
        ReadOnlySequence<byte> payload = context.PayloadAsReadOnlySequence();
        int length = checked((int)payload.Length);
        byte[]? joined = payload.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (joined is not null)
            {
                payload.CopyTo(joined);
            }

            T message = serializer.Read(joined is null ? payload.FirstSpan : joined.AsSpan(0, length));
            (message as IPayloadLength)?.SetLength(length);
            return message;
        }
        finally
        {
            if (joined is not null)
            {
                ArrayPool<byte>.Shared.Return(joined);
            }
        }
    }

    private static void Serialize(MessageSerializer<T> serializer, T? message, SerializationContext context)
    {
        if (message is null)
        {
            // As protobuf-net has it.
            context.Complete([]);
            return;
        }

        // Measuring may run a getter that makes a call of its own, so the thread's lengths are taken, not shared.
        MessageLengths lengths = _lengths ?? new MessageLengths();
        _lengths = null;
        int length = serializer.Measure(message, lengths);
        (message as IPayloadLength)?.SetLength(length);
        context.SetPayloadLength(length);
        serializer.Write(message, length, lengths, context.GetBufferWriter());
        context.Complete();
        _lengths = lengths;
    }
}
