namespace CodeFirst.Protobuf;

// What is made of parts: messages, map entries, times, packed numbers.
public ref partial struct ProtoReader
{
    /// <summary>Reads a nested message; where the field has occurred before, <paramref name="merge"/> holds its values.</summary>
    public T ReadMessage<T>(MessageSerializer<T> serializer, T? merge)
        where T : class
    {
        int outerField = FieldNumber;
        uint outerTag = _outerTag;
        int outerLimit = EnterLength();
        if (_depth >= MaxDepth)
        {
            Throw($"messages are nested deeper than {MaxDepth}");
        }

        _depth++;
        _outerTag = _tag = 0;
        T message;
        try
        {
            message = serializer.ReadFields(ref this, merge);
        }
        catch (ProtobufException e)
        {
            serializer.Place(e, outerField);
            throw;
        }

        _depth--;
        _outerTag = outerTag;
        LeaveLength(outerLimit);
        return message;
    }

    /// <summary>Reads a google.protobuf.Timestamp as UTC; where the field has occurred before, <paramref name="merge"/> is its value.</summary>
    /// <exception cref="ProtobufException">It lies outside the years 1 to 9999.</exception>
    public DateTime ReadTimestamp(DateTime? merge)
    {
        TimeParts parts = ReadTime(merge is { } m ? TimeParts.Of(m) : default);
        if (!parts.TryToDateTime(out DateTime value))
        {
            Throw($"a timestamp of {parts.Seconds} s and {parts.Nanos} ns lies outside the years 1 to 9999");
        }

        return value;
    }

    /// <summary>Reads a google.protobuf.Duration; where the field has occurred before, <paramref name="merge"/> is its value.</summary>
    /// <exception cref="ProtobufException">It is longer than 10,000 years.</exception>
    public TimeSpan ReadDuration(TimeSpan? merge)
    {
        TimeParts parts = ReadTime(merge is { } m ? TimeParts.Of(m) : default);
        if (!parts.TryToTimeSpan(out TimeSpan value))
        {
            Throw($"a duration of {parts.Seconds} s and {parts.Nanos} ns is beyond 10,000 years or of two signs");
        }

        return value;
    }

    /// <summary>Enters an entry of a map; gives the limit that <see cref="LeaveEntry"/> restores.</summary>
    public int EnterEntry()
    {
        int outerLimit = EnterLength();
        _outerTag = _tag;
        return outerLimit;
    }

    /// <summary>Leaves an entry of a map.</summary>
    public void LeaveEntry(int outerLimit)
    {
        _tag = _outerTag;
        _outerTag = 0;
        LeaveLength(outerLimit);
    }

    /// <summary>
    /// Reads a length and makes its end the reader's limit, for packed scalars and nested messages. Gives the limit that
    /// <see cref="LeaveLength"/> restores.
    /// </summary>
    public int EnterLength()
    {
        int length = ReadLength();
        int outerLimit = _limit;
        _limit = _position + length;
        return outerLimit;
    }

    /// <summary>True while there is something left before the limit.</summary>
    public readonly bool HasMore => _position < _limit;

    /// <summary>Restores the limit that <see cref="EnterLength"/> gave.</summary>
    public void LeaveLength(int outerLimit) => _limit = outerLimit;

    /// <summary>Makes an array that was read before growable again, since the message that holds it occurs once more.</summary>
    /// <exception cref="ProtobufException">Such copies add up to far more than the message's bytes, which only a hostile sender makes them do.</exception>
    public List<T>? Reopen<T>(T[]? values)
    {
        if (values is not { Length: > 0 })
        {
            return null;
        }

        // Arrays are copied at each occurrence, which without a limit takes time and memory quadratic in the message's length.
        _reopened += values.Length;
        if (_reopened > FreelyReopened + (16L * _span.Length))
        {
            Throw("the message occurs again and again, and its arrays would be copied each time");
        }

        // Room for a few more, since a full list doubles.
        var reopened = new List<T>(values.Length + 16);
        reopened.AddRange(values);
        return reopened;
    }

    private TimeParts ReadTime(TimeParts merge)
    {
        // As in a map's entry, the numbers inside are not fields of the message that errors name.
        uint outerTag = _outerTag;
        int outerLimit = EnterLength();
        _outerTag = outerTag != 0 ? outerTag : _tag;
        TimeParts parts = merge.Merge(ref this);
        _tag = _outerTag;
        _outerTag = outerTag;
        LeaveLength(outerLimit);
        return parts;
    }
}
