using System.Buffers;

namespace CodeFirst.Protobuf;

/// <summary>
/// Measures, writes and reads one message type. One subclass per <c>[DataContract]</c> class is generated at compile
/// time; instances hold no state.
/// </summary>
/// <typeparam name="T">The message class.</typeparam>
public abstract class MessageSerializer<T>
    where T : class
{
    /// <summary>The message's full protobuf name, such as <c>shop.Order</c>.</summary>
    public abstract string MessageName { get; }

    /// <summary>The protobuf name of a field, or null when the message has none of that number.</summary>
    protected abstract string? FieldName(int number);

    /// <summary>Refuses a message of a derived class, of which a part would not be sent.</summary>
    /// <exception cref="ProtobufException">It is one.</exception>
    protected static void CheckType(T message)
    {
        if (message.GetType() != typeof(T))
        {
            throw new ProtobufException($"a '{message.GetType()}' is sent as what it derives from, which would lose a part of it; name it there with [ProtoInclude]");
        }
    }

    /// <summary>The message's length in bytes; records the lengths of the messages nested in it.</summary>
    protected internal abstract int MeasureFields(T message, MessageLengths lengths);

    /// <summary>Writes the message's fields, just after <see cref="MeasureFields"/> has measured the same, unchanged message.</summary>
    protected internal abstract void WriteFields(ref ProtoWriter writer, T message);

    /// <summary>
    /// Reads fields up to the reader's limit. Where <paramref name="merge"/> is given, the result starts from its values:
    /// a message field that occurs twice on the wire is merged, as the encoding asks.
    /// </summary>
    protected internal abstract T ReadFields(ref ProtoReader reader, T? merge);

    /// <summary>Measures <paramref name="message"/>, in bytes.</summary>
    /// <param name="message">What to measure; must not change until it has been written.</param>
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
            // Once more, with care, to learn where in the message it is.
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

    /// <summary>Writes a measured message of any length to <paramref name="output"/>, which need not have it all in one piece.</summary>
    /// <exception cref="ProtobufException">The message was changed after it was measured.</exception>
    public void Write(T message, int length, MessageLengths lengths, IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output, lengths);
        WriteAll(ref writer, message, length);
    }

    /// <summary>Writes <paramref name="message"/> into an array of its own.</summary>
    /// <exception cref="ProtobufException">The message has a value that the wire cannot carry, or is longer than 2 GiB.</exception>
    public byte[] ToArray(T message)
    {
        var lengths = new MessageLengths();
        byte[] bytes = new byte[Measure(message, lengths)];
        Write(message, bytes.Length, lengths, bytes);
        return bytes;
    }

    /// <summary>Reads one message that takes up all of <paramref name="source"/>.</summary>
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

    internal ProtobufException Place(ProtobufException error)
    {
        error.AddPlace(MessageName, FieldName(error.FieldNumber));
        return error;
    }

    /// <summary>Names this message, which is the value of a field of another.</summary>
    internal void Place(ProtobufException error, int outerField)
    {
        Place(error);
        error.FieldNumber = outerField;
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
