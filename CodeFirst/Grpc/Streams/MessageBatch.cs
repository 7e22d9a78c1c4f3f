namespace CodeFirst.Grpc;

/// <summary>The messages of a response stream that arrived together; what such a call receives in a message's place.</summary>
/// <param name="serializer">Reads them.</param>
/// <param name="frames">What has arrived; null where grpc-dotnet has taken a message out of its frame.</param>
/// <param name="single">That message.</param>
internal sealed class MessageBatch<T>(MessageSerializer<T> serializer, ReceivedFrames? frames, T? single)
    where T : class
{
    private T? _single = single;

    /// <summary>The marshaller of batches of a message.</summary>
    public static Marshaller<MessageBatch<T>> CreateMarshaller(MessageSerializer<T> serializer) =>
        new(static (_, _) => throw new NotSupportedException(), context => Deserialize(serializer, context));

    /// <summary>Takes the next message. False when there is none, or one that grpc-dotnet is to look at.</summary>
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
            // Read once more, alone, so that it fails where a message of any stream fails, with the same status.
            frames.PassNextOn = true;
            return false;
        }

        frames.Skip(ReceivedFrames.PrefixSize + payload.Length);
        return true;
    }

    private static MessageBatch<T> Deserialize(MessageSerializer<T> serializer, DeserializationContext context) =>
        ReceivedFrames.Find(context.PayloadAsReadOnlySequence()) is { } frames
            ? (MessageBatch<T>)(frames.Batch ??= new MessageBatch<T>(serializer, frames, null))
            : new(serializer, null, CompiledMarshaller<T>.Deserialize(serializer, context));
}
