namespace CodeFirst.Protobuf;

// Values with parts: messages, map entries, times, packed numbers.
public ref partial struct ProtoReader
{
    /// <summary>Reads a nested message; <paramref name="merge"/> is what the field held before, or null.</summary>
    /// <exception cref="ProtobufException">It is not valid, or nested deeper than <see cref="MaxDepth"/>.</exception>
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
        return parts.ToDateTime()
            ?? throw Error($"a timestamp of {parts.Seconds} s and {parts.Nanos} ns lies outside the years 1 to 9999");
    }

    /// <summary>Reads a google.protobuf.Duration.</summary>
    /// <exception cref="ProtobufException">It is longer than a <see cref="TimeSpan"/> can be.</exception>
    public TimeSpan ReadDuration()
    {
        TimeParts parts = ReadTime();
        return parts.ToTimeSpan() ?? throw Error($"a duration of {parts.Seconds} s and {parts.Nanos} ns is longer than a TimeSpan");
    }

    /// <summary>Enters a map's entry; returns the limit that <see cref="LeaveEntry"/> restores.</summary>
    public int EnterEntry()
    {
        int outerLimit = EnterLength();
        _outerTag = _tag;
        return outerLimit;
    }

    /// <summary>Leaves a map's entry.</summary>
    public void LeaveEntry(int outerLimit)
    {
        _tag = _outerTag;
        _outerTag = 0;
        LeaveLength(outerLimit);
    }

    /// <summary>Reads a length and makes its end the reader's limit; returns the limit that <see cref="LeaveLength"/> restores.</summary>
    /// <exception cref="ProtobufException">The length runs past the current limit.</exception>
    public int EnterLength()
    {
        int length = ReadLength();
        int outerLimit = _limit;
        _limit = _position + length;
        return outerLimit;
    }

    /// <summary>Whether there are bytes left before the limit.</summary>
    public readonly bool HasMore => _position < _limit;

    /// <summary>Restores the limit that <see cref="EnterLength"/> returned.</summary>
    public void LeaveLength(int outerLimit) => _limit = outerLimit;

    /// <summary>A list to add to, with the values that a member holds: the member's own <see cref="List{T}"/>, or else a copy.</summary>
    /// <exception cref="ProtobufException">The message makes the reader copy far more elements than it has bytes.</exception>
    public List<T> ReopenList<T>(IEnumerable<T>? values)
    {
        if (values is null or List<T>)
        {
            return (List<T>?)values ?? [];
        }

        // With spare room: a full list would double.
        int count = values.TryGetNonEnumeratedCount(out int known) ? known : 0;
        CountReopened(count);
        var reopened = new List<T>(count == 0 ? 0 : count + 16);
        reopened.AddRange(values);
        return reopened;
    }

    /// <summary>A map to add to, with the entries that a member holds: the member's own, or else a copy.</summary>
    /// <exception cref="ProtobufException">The message makes the reader copy far more entries than it has bytes.</exception>
    public Dictionary<TKey, TValue> ReopenMap<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, TValue>>? values, IEqualityComparer<TKey>? comparer)
        where TKey : notnull
    {
        // An empty map with predictable hash codes is replaced.
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

    /// <summary>A set to add to: the member's own, unless that is null, or empty with predictable hash codes.</summary>
    public static HashSet<T> ReopenSet<T>(HashSet<T>? values, IEqualityComparer<T>? comparer) =>
        values is not null && (comparer is null || values.Count > 0 || values.Comparer != EqualityComparer<T>.Default)
            ? values
            : new HashSet<T>(comparer);

    /// <summary>The error for a null list, map or set in a member without a setter.</summary>
    public readonly ProtobufException NothingToFill() => Error("the member is null and cannot be set");

    /// <summary>Goes back to a <see cref="Position"/>, to read fields again.</summary>
    public void Rewind(int position) => _position = position;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    private void CountReopened(int count)
    {
        // Each occurrence of the field copies its values: without a limit, time and memory quadratic in the message's length.
        _reopened += count;
        if (_reopened > FreelyReopened + (16L * _span.Length))
        {
            Throw("the message occurs again and again, and its arrays would be copied each time");
        }
    }

    private TimeParts ReadTime()
    {
        // The numbers inside are not fields of the message that errors name.
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
