using System.Diagnostics.CodeAnalysis;
using CodeFirst.Protobuf;
using Grpc.Core;

namespace CodeFirst.Grpc;

/// <summary>The messages of a response stream that arrived together; what such a call receives in a message's place.</summary>
internal sealed class MessageBatch<T>
    where T : class
{
    private readonly MessageSerializer<T> _serializer;
    private readonly ReceivedFrames? _frames;
    private T? _single;

    private MessageBatch(MessageSerializer<T> serializer, ReceivedFrames? frames, T? single)
    {
        _serializer = serializer;
        _frames = frames;
        _single = single;
    }

    /// <summary>The marshaller of batches of a message.</summary>
    public static Marshaller<MessageBatch<T>> CreateMarshaller(MessageSerializer<T> serializer) =>
        new(static (_, _) => throw new NotSupportedException(), context => Deserialize(serializer, context));

    /// <summary>Takes the next message. False when there is none, or one that grpc-dotnet is to look at.</summary>
    public bool TryTake([NotNullWhen(true)] out T? message)
    {
        if (_frames is null)
        {
            message = _single;
            _single = null;
            return message is not null;
        }

        if (!_frames.TryPeek(out ReadOnlySpan<byte> payload))
        {
            message = null;
            return false;
        }

        try
        {
            message = _serializer.Read(payload);
        }
        catch (Exception)
        {
            // Read once more, alone, so that it fails where a message of any stream fails, with the same status.
            _frames.PassNextOn = true;
            message = null;
            return false;
        }

        _frames.Skip(ReceivedFrames.PrefixSize + payload.Length);
        return true;
    }

    private static MessageBatch<T> Deserialize(MessageSerializer<T> serializer, DeserializationContext context)
    {
        if (ReceivedFrames.Find(context.PayloadAsReadOnlySequence()) is not { } frames)
        {
            return new(serializer, null, CompiledMarshaller<T>.Deserialize(serializer, context));
        }

        if (frames.Batch is not MessageBatch<T> batch)
        {
            batch = new(serializer, frames, null);
            frames.Batch = batch;
        }

        return batch;
    }
}
