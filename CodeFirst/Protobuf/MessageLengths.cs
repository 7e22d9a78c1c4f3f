namespace CodeFirst.Protobuf;

/// <summary>
/// The lengths of the messages nested in one message, in the order in which they are written. Measuring records them so
/// that writing does not measure each level again, which would cost time quadratic in the depth.
/// </summary>
/// <remarks>Not thread-safe; reusable after <see cref="Clear"/>.</remarks>
public sealed class MessageLengths
{
    private int[] _lengths = [];
    private int _count;
    private int _next;
    private int _depth;
    private int _carefulFrom = ProtoReader.MaxDepth;

    /// <summary>Takes the place of a nested message, before that is measured, since its own nested messages come after it.</summary>
    public int Reserve()
    {
        if (_count == _lengths.Length)
        {
            Array.Resize(ref _lengths, Math.Max(16, _count * 2));
        }

        return _count++;
    }

    /// <summary>Whether something may be wrong with the next nested message, so that errors must be able to name it.</summary>
    internal bool MustCare => _depth >= _carefulFrom;

    /// <summary>From now on cares for every nested message, until <see cref="Clear"/>.</summary>
    internal void Care() => _carefulFrom = 0;

    /// <summary>Refuses a nested message that is deeper than readers take.</summary>
    /// <exception cref="ProtobufException">It is.</exception>
    internal void CheckDepth(int field)
    {
        if (_depth == ProtoReader.MaxDepth)
        {
            throw new ProtobufException($"messages are nested deeper than {ProtoReader.MaxDepth}; does one hold itself?") { FieldNumber = field };
        }
    }

    /// <summary>Takes the place of a nested message, as <see cref="Reserve"/> does, and goes down to it until <see cref="Leave"/>.</summary>
    internal int Enter()
    {
        _depth++;
        return Reserve();
    }

    /// <summary>Comes up from a nested message.</summary>
    internal void Leave() => _depth--;

    /// <summary>Records the measured <paramref name="length"/> in a place and gives it back.</summary>
    public int Set(int place, int length) => _lengths[place] = length;

    /// <summary>The length of the next nested message to write.</summary>
    /// <exception cref="ProtobufException">More messages are written than were measured.</exception>
    public int Next()
    {
        if (_next == _count)
        {
            throw new ProtobufException("the message was changed while it was being written");
        }

        return _lengths[_next++];
    }

    /// <summary>Forgets all lengths, keeping the memory.</summary>
    public void Clear()
    {
        _count = _next = _depth = 0;
        _carefulFrom = ProtoReader.MaxDepth;
    }
}
