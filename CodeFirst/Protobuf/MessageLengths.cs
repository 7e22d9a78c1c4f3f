namespace CodeFirst.Protobuf;

/// <summary>
/// The lengths, in bytes, of the messages nested in a message, in the order in which they are written. Measuring records them, so that
/// writing need not measure each level again, which would take quadratic time in the depth.
/// </summary>
/// <remarks>Not thread-safe; reusable after <see cref="Clear"/>.</remarks>
public sealed class MessageLengths
{
    private int[] _lengths = [];
    private int _count;
    private int _next;
    private int _depth;
    private int _carefulFrom = ProtoReader.MaxDepth;

    /// <summary>Reserves the place of a nested message before it is measured: the messages nested in it come after it.</summary>
    /// <returns>The place, for <see cref="Set"/>.</returns>
    public int Reserve()
    {
        if (_count == _lengths.Length)
        {
            Array.Resize(ref _lengths, Math.Max(16, _count * 2));
        }

        return _count++;
    }

    /// <summary>Whether the next nested message may be at fault, so that errors must be able to name it.</summary>
    internal bool MustCare => _depth >= _carefulFrom;

    /// <summary>Makes <see cref="MustCare"/> true for every nested message, until <see cref="Clear"/>.</summary>
    internal void Care() => _carefulFrom = 0;

    internal void CheckDepth(int field)
    {
        if (_depth == ProtoReader.MaxDepth)
        {
            string reason = $"messages are nested deeper than {ProtoReader.MaxDepth}; does one hold itself?";
            throw new ProtobufException(reason) { FieldNumber = field };
        }
    }

    /// <summary>Reserves the place of a nested message and goes one level down, until <see cref="Leave"/>.</summary>
    internal int Enter()
    {
        _depth++;
        return Reserve();
    }

    internal void Leave() => _depth--;

    /// <summary>Records a measured length and returns it.</summary>
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

    /// <summary>Forgets all lengths and keeps the memory.</summary>
    public void Clear()
    {
        _count = _next = _depth = 0;
        _carefulFrom = ProtoReader.MaxDepth;
    }
}
