namespace CodeFirst.Grpc;

/// <summary>The messages of a response stream that arrived together. A batched call receives it in the place of a message.</summary>
/// <remarks>
/// Holds <paramref name="frames"/>, or a <paramref name="single"/> message that grpc-dotnet has taken out of its frame, or nothing if the
/// call ended while its token was on the way.
/// </remarks>
internal sealed class MessageBatch<T>(MessageSerializer<T> serializer, ReceivedFrames? frames, T? single)
    where T : class
{
    private T? _single = single;

    public static Marshaller<MessageBatch<T>> CreateMarshaller(MessageSerializer<T> serializer) =>
        new(static (_, _) => throw new NotSupportedException(), context => Deserialize(serializer, context));

    /// <summary>Takes the next message; false if there is none, or if grpc-dotnet must judge it.</summary>
    public bool TryTake([NotNullWhen(true)] out T? message)
    {
        if (frames is null)
        {
            message = _single;
            _single = null;
            return message is not null;
        }

        message = null;
        if (!frames.TryPeek(out ReadOnlySpan<byte> payload))
        {
            return false;
        }

        try
        {
            message = serializer.Read(payload);
        }
        catch (Exception)
        {
            // grpc-dotnet reads it again, alone, and fails with the status that it gives any broken message.
            frames.PassNextOn = true;
            return false;
        }

        frames.Skip(ReceivedFrames.PrefixSize + payload.Length);
        return true;
    }

    private static MessageBatch<T> Deserialize(MessageSerializer<T> serializer, DeserializationContext context) =>
        !ReceivedFrames.IsToken(context.PayloadAsReadOnlySequence(), out ReceivedFrames? frames)
            ? new(serializer, null, CompiledMarshaller<T>.Deserialize(serializer, context))
            : frames is null
            ? new(serializer, null, null)
            : (MessageBatch<T>)(frames.Batch ??= new MessageBatch<T>(serializer, frames, null));
}
