using System.Buffers;

namespace CodeFirst.Protobuf;

/// <summary>
/// Measures, writes and reads one message type. The generator makes a subclass for each message class; instances hold no state and are
/// thread-safe.
/// </summary>
/// <typeparam name="T">The message class.</typeparam>
public abstract class MessageSerializer<T>
    where T : class
{
    /// <summary>The message's full protobuf name, such as <c>shop.Order</c>.</summary>
    public abstract string MessageName { get; }

    /// <summary>The protobuf name of a field, or null where the message has no field of that number.</summary>
    protected abstract string? FieldName(int number);

    /// <summary>Refuses an object of a derived class, whose own members would not be sent.</summary>
    /// <exception cref="ProtobufException">The object's class is not <typeparamref name="T"/> itself.</exception>
    protected static void CheckType(T message)
    {
        if (message.GetType() != typeof(T))
        {
            throw new ProtobufException(
                $"a '{message.GetType()}' is sent as what it derives from, which would lose a part of it; "
                + "name it there with [ProtoInclude]");
        }
    }

    /// <summary>Returns the message's length in bytes and records the lengths of the messages nested in it.</summary>
    protected internal abstract int MeasureFields(T message, MessageLengths lengths);

    /// <summary>Writes the fields of a message that <see cref="MeasureFields"/> has just measured.</summary>
    protected internal abstract void WriteFields(ref ProtoWriter writer, T message);

    /// <summary>
    /// Reads fields up to the reader's limit. The result starts from the values of <paramref name="merge"/>, if given: a message field that
    /// occurs twice on the wire is merged (Protocol Buffers encoding, "Last One Wins").
    /// </summary>
    protected internal abstract T ReadFields(ref ProtoReader reader, T? merge);

    /// <summary>Returns the length of <paramref name="message"/> in bytes, at most 2 GiB.</summary>
    /// <param name="message">Must not change until it has been written.</param>
    /// <param name="lengths">Cleared, then filled for <see cref="Write(T, int, MessageLengths, Span{byte})"/>.</param>
    /// <exception cref="ProtobufException">The message has a value that the wire cannot carry, or is longer than 2 GiB.</exception>
    public int Measure(T message, MessageLengths lengths)
    {
        lengths.Clear();
        try
        {
            return MeasureFields(message, lengths);
        }
        catch (OverflowException e)
        {
            throw Place(new ProtobufException("the message is longer than 2 GiB", e));
        }
        catch (ProtobufException)
        {
            // Measure again, with care, to learn which part of the message is at fault.
            lengths.Clear();
            lengths.Care();
            try
            {
                return MeasureFields(message, lengths);
            }
            catch (ProtobufException e)
            {
                throw Place(e);
            }
        }
    }

    /// <summary>Writes a measured message into the first <paramref name="length"/> bytes of <paramref name="destination"/>.</summary>
    /// <exception cref="ProtobufException">The message was changed after it was measured.</exception>
    public void Write(T message, int length, MessageLengths lengths, Span<byte> destination)
    {
        var writer = new ProtoWriter(destination[..length], lengths);
        WriteAll(ref writer, message, length);
    }

    /// <summary>Writes a measured message of any length to <paramref name="output"/>, in several pieces if need be.</summary>
    /// <exception cref="ProtobufException">The message was changed after it was measured.</exception>
    public void Write(T message, int length, MessageLengths lengths, IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output, lengths);
        WriteAll(ref writer, message, length);
    }

    /// <summary>Serializes <paramref name="message"/> into a new array.</summary>
    /// <exception cref="ProtobufException">The message has a value that the wire cannot carry, or is longer than 2 GiB.</exception>
    public byte[] ToArray(T message)
    {
        var lengths = new MessageLengths();
        byte[] bytes = new byte[Measure(message, lengths)];
        Write(message, bytes.Length, lengths, bytes);
        return bytes;
    }

    /// <summary>Reads a message that takes up all of <paramref name="source"/>.</summary>
    /// <exception cref="ProtobufException">The bytes are not a valid message of this type.</exception>
    public T Read(ReadOnlySpan<byte> source)
    {
        var reader = new ProtoReader(source);
        try
        {
            return ReadFields(ref reader, null);
        }
        catch (ProtobufException e)
        {
            throw Place(e);
        }
    }

    /// <summary>Names this message in an error; <paramref name="outerField"/> is the field that holds it in another message.</summary>
    internal ProtobufException Place(ProtobufException error, int outerField = 0)
    {
        error.AddPlace(MessageName, FieldName(error.FieldNumber));
        error.FieldNumber = outerField;
        return error;
    }

    private void WriteAll(ref ProtoWriter writer, T message, int length)
    {
        try
        {
            WriteFields(ref writer, message);
            if (writer.Complete() != length)
            {
                throw new ProtobufException("the message was changed while it was being written");
            }
        }
        catch (ProtobufException e)
        {
            throw Place(e);
        }
    }
}
