using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CodeFirst.Protobuf;

/// <summary>
/// Writes the fields of a message into a span that is just long enough, or into an <see cref="IBufferWriter{T}"/>, which it asks for room
/// as it goes, so that no message needs a buffer of its own.
/// </summary>
public ref struct ProtoWriter
{
    /// <summary>Bytes of the longest scalar, a varint.</summary>
    private const int ScalarRoom = 10;

    private readonly IBufferWriter<byte>? _output;
    private readonly MessageLengths _lengths;
    private Span<byte> _span;
    private int _position;
    private int _advanced;

    internal ProtoWriter(Span<byte> destination, MessageLengths lengths)
    {
        _span = destination;
        _lengths = lengths;
    }

    internal ProtoWriter(IBufferWriter<byte> output, MessageLengths lengths)
    {
        _output = output;
        _lengths = lengths;
        _span = output.GetSpan(ScalarRoom);
    }

    /// <summary>Writes a tag: the field number, shifted left by three bits, and the <see cref="WireType"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTag(uint tag) => WriteUInt32(tag);

    /// <summary>Writes a tag and a uint32, or the number of an enum or bool, as a varint.</summary>
    /// <remarks>
    /// A short tag and value are written in one step: each write waits for the position that the one before stored, so fewer steps are
    /// faster.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint tag, uint value)
    {
        int position = _position;
        Span<byte> span = _span;
        if ((tag | value) < 0x80 && span.Length - position >= sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(span[position..], (ushort)(tag | (value << 8)));
            _position = position + sizeof(ushort);
            return;
        }

        WriteLargeUInt32(tag, value);
    }

    /// <summary>Writes a tag and an int32 as a varint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(uint tag, int value)
    {
        if (value >= 0)
        {
            WriteUInt32(tag, (uint)value);
            return;
        }

        WriteTag(tag);
        WriteUInt64((ulong)(long)value);
    }

    /// <summary>Writes a tag, a length prefix and bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBytes(uint tag, ReadOnlySpan<byte> value)
    {
        int position = _position;
        Span<byte> span = _span;
        int length = value.Length;
        if ((tag | (uint)length) < 0x80 && length <= span.Length - position - sizeof(ushort))
        {
            span = span[position..];
            BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)(tag | ((uint)length << 8)));
            value.CopyTo(span[sizeof(ushort)..]);
            _position = position + sizeof(ushort) + length;
            return;
        }

        WriteTag(tag);
        WriteLargeBytes(value);
    }

    /// <summary>Writes a length prefix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLength(int length) => WriteUInt32((uint)length);

    /// <summary>Writes a uint32, or the number of an enum or bool, as a varint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint value)
    {
        if (value < 0x80 && (uint)_position < (uint)_span.Length)
        {
            _span[_position++] = (byte)value;
            return;
        }

        WriteUInt64(value);
    }

    /// <summary>Writes an int32 as a varint; a negative one takes ten bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(int value)
    {
        if (value >= 0)
        {
            WriteUInt32((uint)value);
            return;
        }

        WriteUInt64((ulong)(long)value);
    }

    /// <summary>Writes an int64 as a varint.</summary>
    public void WriteInt64(long value) => WriteUInt64((ulong)value);

    /// <summary>Writes four bytes, little-endian: fixed32, sfixed32, float.</summary>
    public void WriteFixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);
        _position += sizeof(uint);
    }

    /// <summary>Writes eight bytes, little-endian: fixed64, sfixed64, double.</summary>
    public void WriteFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        _position += sizeof(ulong);
    }

    /// <summary>Writes a float.</summary>
    public void WriteFloat(float value) => WriteFixed32(BitConverter.SingleToUInt32Bits(value));

    /// <summary>Writes a double.</summary>
    public void WriteDouble(double value) => WriteFixed64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes a string: its length in bytes, then the UTF-8.</summary>
    public void WriteString(string value)
    {
        int length = WireSize.ByteCount(value);
        WriteLength(length);
        if (length <= _span.Length - _position)
        {
            _position += WireSize.Utf8.GetBytes(value, _span[_position..]);
            return;
        }

        WriteStringSlow(value, length);
    }

    /// <summary>Writes a byte string: its length, then the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBytes(scoped ReadOnlySpan<byte> value)
    {
        WriteLength(value.Length);
        if (value.Length <= _span.Length - _position)
        {
            value.CopyTo(_span[_position..]);
            _position += value.Length;
            return;
        }

        WriteRawSlow(value);
    }

    /// <summary>Writes a google.protobuf.Timestamp. Local times are converted to UTC; unspecified ones are taken as UTC.</summary>
    public void WriteTimestamp(DateTime value) => TimeParts.Of(value).Write(ref this);

    /// <summary>Writes a google.protobuf.Duration.</summary>
    public void WriteDuration(TimeSpan value) => TimeParts.Of(value).Write(ref this);

    /// <summary>Writes a <see cref="Guid"/> as text; <see cref="Guid.Empty"/> is empty text, as in protobuf-net.</summary>
    public void WriteGuidText(Guid value)
    {
        if (value == default)
        {
            WriteLength(0);
            return;
        }

        Span<byte> text = stackalloc byte[WireSize.GuidLength];
        value.TryFormat(text, out _);
        WriteBytes(text);
    }

    /// <summary>Writes a <see cref="Guid"/> as 16 bytes in the order of its text; <see cref="Guid.Empty"/> is no bytes.</summary>
    public void WriteGuidBytes(Guid value)
    {
        Span<byte> bytes = stackalloc byte[WireSize.GuidBytes];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        WriteBytes(value == default ? default : bytes);
    }

    /// <summary>Writes a <see cref="decimal"/> as text.</summary>
    public void WriteDecimal(decimal value)
    {
        Span<byte> text = stackalloc byte[WireSize.MaxDecimal];
        WriteBytes(text[..WireSize.Format(value, text)]);
    }

    /// <summary>Writes the length prefix that measuring recorded, before packed scalars or a map's entry.</summary>
    /// <exception cref="ProtobufException">The message was changed after it was measured.</exception>
    public void WriteMeasuredLength() => WriteLength(_lengths.Next());

    /// <summary>Writes a nested message: its measured length, then its fields. An empty message is a length of 0.</summary>
    /// <exception cref="ProtobufException">The message was changed after it was measured.</exception>
    public void WriteMessage<T>(MessageSerializer<T> serializer, T message)
        where T : class
    {
        WriteMeasuredLength();
        serializer.WriteFields(ref this, message);
    }

    /// <summary>Commits what is written to the output and returns the number of bytes written in all.</summary>
    internal int Complete()
    {
        _output?.Advance(_position);
        int written = _advanced + _position;
        _advanced = written;
        _position = 0;
        _span = default;
        return written;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLargeUInt32(uint tag, uint value)
    {
        int position = _position;
        Span<byte> span = _span;
        if (tag < 0x80 && value is >= 0x80 and < 0x4000 && span.Length - position >= 3)
        {
            span = span[position..];
            span[0] = (byte)tag;
            BinaryPrimitives.WriteUInt16LittleEndian(span[1..], (ushort)((value & 0x7F) | 0x80 | ((value << 1) & 0x7F00)));
            _position = position + 3;
            return;
        }

        WriteTag(tag);
        WriteUInt32(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLargeBytes(scoped ReadOnlySpan<byte> value) => WriteBytes(value);

    /// <summary>Writes a uint64 as a varint.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void WriteUInt64(ulong value)
    {
        Span<byte> room = Room(WireSize.UInt64(value));
        int i = 0;
        while (value >= 0x80)
        {
            room[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[i++] = (byte)value;
        _position += i;
    }

    private Span<byte> Room(int size)
    {
        if (_span.Length - _position < size)
        {
            Refill(size);
        }

        return _span[_position..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill(int size)
    {
        if (_output is null)
        {
            // The span has the measured length, so only a message that has grown since does not fit.
            throw new ProtobufException("the message was changed while it was being written");
        }

        _output.Advance(_position);
        _advanced += _position;
        _position = 0;
        _span = _output.GetSpan(size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteStringSlow(string value, int length)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        WireSize.Utf8.GetBytes(value, rented);
        WriteRawSlow(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteRawSlow(scoped ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            Span<byte> room = Room(1);
            int count = Math.Min(room.Length, value.Length);
            value[..count].CopyTo(room);
            _position += count;
            value = value[count..];
        }
    }
}
