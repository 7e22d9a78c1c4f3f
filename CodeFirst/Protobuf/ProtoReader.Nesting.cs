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

    /// <summary>Reads a google.protobuf.Timestamp as UTC.</summary>
    /// <exception cref="ProtobufException">It lies outside the years 1 to 9999.</exception>
    public DateTime ReadTimestamp()
    {
        TimeParts parts = ReadTime();
        return parts.ToDateTime() ?? throw Error($"a timestamp of {parts.Seconds} s and {parts.Nanos} ns lies outside the years 1 to 9999");
    }

    /// <summary>Reads a google.protobuf.Duration.</summary>
    /// <exception cref="ProtobufException">It is longer than a <see cref="TimeSpan"/> can be.</exception>
    public TimeSpan ReadDuration()
    {
        TimeParts parts = ReadTime();
        return parts.ToTimeSpan() ?? throw Error($"a duration of {parts.Seconds} s and {parts.Nanos} ns is longer than a TimeSpan");
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

    /// <summary>A list to add to, with what a member holds already: what its constructor put there, or what was read before.</summary>
    /// <remarks>The member's own list where it is one, else a copy.</remarks>
    /// <exception cref="ProtobufException">Such copies add up to far more than the message's bytes, which only a hostile sender makes them do.</exception>
    public List<T> ReopenList<T>(IEnumerable<T>? values)
    {
        if (values is null or List<T>)
        {
            return (List<T>?)values ?? [];
        }

        // Room for a few more, since a full list doubles.
        int count = values.TryGetNonEnumeratedCount(out int known) ? known : 0;
        CountReopened(count);
        var reopened = new List<T>(count == 0 ? 0 : count + 16);
        reopened.AddRange(values);
        return reopened;
    }

    /// <summary>A map to add to, with what a member holds already.</summary>
    /// <exception cref="ProtobufException">Copies add up to far more than the message's bytes.</exception>
    public Dictionary<TKey, TValue> ReopenMap<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>>? values, IEqualityComparer<TKey>? comparer)
        where TKey : notnull
    {
        // An empty one of numbers gives way to one whose hash codes nobody can foresee.
        if (values is Dictionary<TKey, TValue> map && (comparer is null || map.Count > 0 || map.Comparer != EqualityComparer<TKey>.Default))
        {
            return map;
        }

        var reopened = new Dictionary<TKey, TValue>(comparer);
        foreach (KeyValuePair<TKey, TValue> pair in values ?? [])
        {
            reopened[pair.Key] = pair.Value;
        }

        CountReopened(reopened.Count);
        return reopened;
    }

    /// <summary>A set to add to, with what a member holds already.</summary>
    public static HashSet<T> ReopenSet<T>(HashSet<T>? values, IEqualityComparer<T>? comparer) =>
        values is not null && (comparer is null || values.Count > 0 || values.Comparer != EqualityComparer<T>.Default) ? values : new HashSet<T>(comparer);

    /// <summary>The error of a list, map or set that is null, and that the message does not let anybody set.</summary>
    public readonly ProtobufException NothingToFill() => Error("the member is null and cannot be set");

    /// <summary>Goes back to a place in the message, to read it once more.</summary>
    public void Rewind(int position) => _position = position;

    /// <summary>Where the reader is.</summary>
    public readonly int Position => _position;

    private void CountReopened(int count)
    {
        // They are copied at each occurrence, which without a limit takes time and memory quadratic in the message's length.
        _reopened += count;
        if (_reopened > FreelyReopened + (16L * _span.Length))
        {
            Throw("the message occurs again and again, and its arrays would be copied each time");
        }
    }

    private TimeParts ReadTime()
    {
        // As in a map's entry, the numbers inside are not fields of the message that errors name.
        uint outerTag = _outerTag;
        int outerLimit = EnterLength();
        _outerTag = outerTag != 0 ? outerTag : _tag;
        TimeParts parts = TimeParts.Read(ref this);
        _tag = _outerTag;
        _outerTag = outerTag;
        LeaveLength(outerLimit);
        return parts;
    }
}
