using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CodeFirst.Protobuf;

/// <summary>Reads the fields of a message that lies in memory as one piece.</summary>
/// <remarks>
/// Whatever the bytes are, reading ends in a message or in a <see cref="ProtobufException"/>, and takes memory no more
/// than a small multiple of their number.
/// </remarks>
public ref struct ProtoReader
{
    /// <summary>How deep messages may nest before the sender is taken to be hostile; the limit that protobuf's own parsers have.</summary>
    public const int MaxDepth = 100;

    private readonly ReadOnlySpan<byte> _span;
    private int _position;
    private int _limit;
    private int _depth;
    private uint _tag;

    /// <summary>Tag of the map field whose entry is being read, so that errors name that field; else 0.</summary>
    private uint _entryTag;

    internal ProtoReader(ReadOnlySpan<byte> source)
    {
        _span = source;
        _limit = source.Length;
    }

    /// <summary>Number of the field whose tag was read last.</summary>
    private readonly int FieldNumber => (int)((_entryTag != 0 ? _entryTag : _tag) >> 3);

    /// <summary>Reads the next field's tag; 0 at the end of the message.</summary>
    /// <exception cref="ProtobufException">The field number is 0 or beyond 2^29 - 1, or the tag is cut short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadTag()
    {
        if (_position < _limit)
        {
            uint first = _span[_position];

            // A tag of one byte, that is a field number up to 15. Below 8 the field number is 0, which is an error.
            if (first is >= 8 and < 0x80)
            {
                _position++;
                return _tag = first;
            }

            return ReadTagSlow();
        }

        return 0;
    }

    /// <summary>Reads a varint and keeps its low 32 bits, as every protobuf reader does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32()
    {
        if (_position < _limit)
        {
            uint first = _span[_position];
            if (first < 0x80)
            {
                _position++;
                return first;
            }
        }

        return (uint)ReadVarintSlow();
    }

    /// <summary>Reads an int32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32() => (int)ReadUInt32();

    /// <summary>Reads a uint64.</summary>
    public ulong ReadUInt64() => ReadVarintSlow();

    /// <summary>Reads an int64.</summary>
    public long ReadInt64() => (long)ReadVarintSlow();

    /// <summary>Reads a bool: any number but 0 is true.</summary>
    public bool ReadBool() => ReadVarintSlow() != 0;

    /// <summary>Reads four bytes, little-endian.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>Reads eight bytes, little-endian.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads a float.</summary>
    public float ReadFloat() => BitConverter.UInt32BitsToSingle(ReadFixed32());

    /// <summary>Reads a double.</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>Reads a string.</summary>
    /// <exception cref="ProtobufException">The bytes are not valid UTF-8.</exception>
    public string ReadString()
    {
        ReadOnlySpan<byte> bytes = Take(ReadLength());
        if (!Utf8.TryGetString(bytes, out string value))
        {
            Throw("the string is not valid UTF-8");
        }

        return value;
    }

    /// <summary>Reads a byte string into an array of its own.</summary>
    public byte[] ReadBytes()
    {
        int length = ReadLength();
        return length == 0 ? [] : Take(length).ToArray();
    }

    /// <summary>Reads a nested message; where the field has occurred before, <paramref name="merge"/> holds its values.</summary>
    public T ReadMessage<T>(MessageSerializer<T> serializer, T? merge)
        where T : class
    {
        int outerField = FieldNumber;
        uint outerEntry = _entryTag;
        int outerLimit = EnterLength();
        if (_depth >= MaxDepth)
        {
            Throw($"messages are nested deeper than {MaxDepth}");
        }

        _depth++;
        _entryTag = 0;
        T message;
        try
        {
            message = serializer.ReadFields(ref this, merge);
        }
        catch (ProtobufException e)
        {
            serializer.Place(e);
            e.FieldNumber = outerField;
            throw;
        }

        _depth--;
        _entryTag = outerEntry;
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
        _entryTag = _tag;
        return outerLimit;
    }

    /// <summary>Leaves an entry of a map.</summary>
    public void LeaveEntry(int outerLimit)
    {
        _tag = _entryTag;
        _entryTag = 0;
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

    /// <summary>Skips the field whose tag was read last, whatever it holds.</summary>
    /// <exception cref="ProtobufException">The field is cut short, or its wire type does not exist.</exception>
    public void SkipField()
    {
        uint tag = _tag;
        switch ((WireType)(tag & 7))
        {
            case WireType.Varint:
                ReadVarintSlow();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.LengthDelimited:
                Take(ReadLength());
                break;
            case WireType.StartGroup:
                SkipGroup(tag);
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            case WireType.EndGroup:
                Throw("a group ends that was not opened");
                break;
            default:
                Throw($"wire type {tag & 7} does not exist");
                break;
        }
    }

    private TimeParts ReadTime(TimeParts merge)
    {
        // As in a map's entry, the numbers inside are not fields of the message that errors name.
        uint outerEntry = _entryTag;
        int outerLimit = EnterLength();
        _entryTag = outerEntry != 0 ? outerEntry : _tag;
        TimeParts parts = merge.Merge(ref this);
        _tag = _entryTag;
        _entryTag = outerEntry;
        LeaveLength(outerLimit);
        return parts;
    }

    private void SkipGroup(uint openingTag)
    {
        if (_depth >= MaxDepth)
        {
            Throw($"messages are nested deeper than {MaxDepth}");
        }

        _depth++;
        uint closingTag = (openingTag & ~7u) | (uint)WireType.EndGroup;
        while (ReadTag() is var tag && tag != closingTag)
        {
            if (tag == 0)
            {
                Throw($"the group {openingTag >> 3} is not closed");
            }

            SkipField();
        }

        _depth--;
    }

    /// <summary>Reads a length and checks it against what is left, before anything is allocated for it.</summary>
    private int ReadLength()
    {
        ulong length = ReadVarintSlow();
        if (length > (ulong)(_limit - _position))
        {
            Throw($"a length of {length} bytes runs past the end, {_limit - _position} bytes away");
        }

        return (int)length;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_limit - _position < count)
        {
            Throw($"{count} bytes were expected, {_limit - _position} are left");
        }

        ReadOnlySpan<byte> taken = _span.Slice(_position, count);
        _position += count;
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadTagSlow()
    {
        ulong tag = ReadVarintSlow();
        if (tag > uint.MaxValue || tag < 8)
        {
            Throw($"a tag of {tag} names no field: field numbers go from 1 to 536870911");
        }

        return _tag = (uint)tag;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadVarintSlow()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _limit)
            {
                Throw("the varint is cut short");
            }

            byte b = _span[_position++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        Throw("the varint is longer than 10 bytes");
        return 0;
    }

    [DoesNotReturn]
    private readonly void Throw(string reason) => throw new ProtobufException(reason) { FieldNumber = FieldNumber };
}
