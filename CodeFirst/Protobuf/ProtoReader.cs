using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace CodeFirst.Protobuf;

/// <summary>Reads the fields of a message from contiguous memory.</summary>
/// <remarks>
/// Whatever the bytes are, reading ends with a message or a <see cref="ProtobufException"/>, and takes no more memory than a small multiple
/// of their number.
/// </remarks>
public ref partial struct ProtoReader
{
    /// <summary>How many levels of messages may nest; protobuf's own parsers have the same limit.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many elements merging may copy however short the message is; see <see cref="ReopenList{T}"/>.</summary>
    private const int FreelyReopened = 1_024;

    private readonly ReadOnlySpan<byte> _span;
    private int _position;
    private int _limit;
    private int _depth;
    private uint _tag;
    private long _reopened;

    /// <summary>Tag of the map entry, time or unknown group whose parts are being read, so that errors name that field; else 0.</summary>
    private uint _outerTag;

    internal ProtoReader(ReadOnlySpan<byte> source)
    {
        _span = source;
        _limit = source.Length;
    }

    /// <summary>Number of the field that errors name; 0 if the tag itself is wrong.</summary>
    private readonly int FieldNumber => (int)((_outerTag != 0 ? _outerTag : _tag) >> 3);

    /// <summary>Reads the next field's tag; 0 at the reader's limit.</summary>
    /// <exception cref="ProtobufException">The field number is 0 or over 2^29 - 1, or the tag is cut short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadTag()
    {
        if (_position < _limit)
        {
            uint first = _span[_position];

            // A tag of one byte has a field number up to 15. Below 8 the field number is 0, which is an error.
            if (first is >= 8 and < 0x80)
            {
                _position++;
                return _tag = first;
            }

            return ReadTagSlow();
        }

        return 0;
    }

    /// <summary>Reads a varint of up to 10 bytes and keeps its low 32 bits, as every protobuf reader does.</summary>
    /// <exception cref="ProtobufException">The varint is cut short, or does not fit into 64 bits.</exception>
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

        return ReadLargeUInt32();
    }

    /// <summary>Reads an int32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32() => (int)ReadUInt32();

    /// <summary>Reads an int64.</summary>
    public long ReadInt64() => (long)ReadUInt64();

    /// <summary>Reads a bool: every number but 0 is true.</summary>
    public bool ReadBool() => ReadUInt64() != 0;

    /// <summary>Reads four bytes, little-endian.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>Reads eight bytes, little-endian.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads a float.</summary>
    public float ReadFloat() => BitConverter.UInt32BitsToSingle(ReadFixed32());

    /// <summary>Reads a double.</summary>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>Reads a string.</summary>
    /// <exception cref="ProtobufException">The bytes are not valid UTF-8, or run past the end.</exception>
    public string ReadString()
    {
        ReadOnlySpan<byte> bytes = Take(ReadLength());
        try
        {
            return WireSize.Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error("the string is not valid UTF-8");
        }
    }

    /// <summary>Reads a byte string into a new array.</summary>
    public byte[] ReadBytes()
    {
        int length = ReadLength();
        return length == 0 ? [] : Copy(length);
    }

    /// <summary>Reads a byte string that nobody may write to: short ones share memory.</summary>
    public ReadOnlyMemory<byte> ReadByteMemory()
    {
        int length = ReadLength();
        return length switch
        {
            0 => default,
            1 => SingleByte.Of(Take(1)[0]),
            _ => Copy(length),
        };
    }

    private byte[] Copy(int length)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(length);
        Take(length).CopyTo(copy);
        return copy;
    }

    /// <summary>Reads a length and checks it against what is left, before anything is allocated for it.</summary>
    private int ReadLength()
    {
        ulong length = _position < _limit && _span[_position] < 0x80 ? _span[_position++] : ReadUInt64();
        if (length > (ulong)(_limit - _position))
        {
            ThrowPastEnd(length);
        }

        return (int)length;
    }

    [DoesNotReturn]
    private readonly void ThrowPastEnd(ulong length) =>
        Throw($"a length of {length} bytes runs past the end, {_limit - _position} bytes away");

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
        // Errors from here on do not belong to the field before.
        _tag = 0;
        ulong tag = ReadUInt64();
        if (tag > uint.MaxValue || tag < 8)
        {
            Throw($"a tag of {tag} names no field: field numbers go from 1 to 536870911");
        }

        return _tag = (uint)tag;
    }

    // A fast path for two bytes, numbers up to 16,383.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint ReadLargeUInt32()
    {
        int position = _position;
        if (_limit - position >= 2 && _span[position] >= 0x80 && _span[position + 1] < 0x80)
        {
            _position = position + 2;
            return (uint)((_span[position] & 0x7F) | (_span[position + 1] << 7));
        }

        return (uint)ReadUInt64();
    }

    /// <summary>Reads a uint64.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong ReadUInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _limit)
            {
                Throw("the varint is cut short");
            }

            byte b = _span[_position++];
            if (shift == 63 && b is > 1 and < 0x80)
            {
                Throw("the varint does not fit into 64 bits");
            }

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
    private readonly void Throw(string reason) => throw Error(reason);

    private readonly ProtobufException Error(string reason) => new(reason) { FieldNumber = FieldNumber };
}
