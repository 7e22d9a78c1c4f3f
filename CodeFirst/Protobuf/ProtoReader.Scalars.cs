using System.Globalization;

namespace CodeFirst.Protobuf;

// .NET types that protobuf lacks; the wire form of each is protobuf-net's.
public ref partial struct ProtoReader
{
    /// <summary>Reads an int32 for a smaller type.</summary>
    /// <exception cref="ProtobufException">The number is not between <paramref name="min"/> and <paramref name="max"/>.</exception>
    public int ReadInt32(int min, int max) => Within(ReadInt32(), min, max);

    /// <summary>Reads a sint32.</summary>
    public int ReadSInt32()
    {
        uint value = ReadUInt32();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>Reads a sint32 for a smaller type.</summary>
    /// <exception cref="ProtobufException">The number is not between <paramref name="min"/> and <paramref name="max"/>.</exception>
    public int ReadSInt32(int min, int max) => Within(ReadSInt32(), min, max);

    /// <summary>Reads a sint64.</summary>
    public long ReadSInt64()
    {
        ulong value = ReadUInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads an int32 of days since 0001-01-01.</summary>
    /// <exception cref="ProtobufException">The day lies outside the years 1 to 9999.</exception>
    public DateOnly ReadDateOnly() => DateOnly.FromDayNumber(ReadInt32(DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    /// <summary>Reads an int64 of ticks, 100 ns each, since midnight.</summary>
    /// <exception cref="ProtobufException">The time lies outside a day.</exception>
    public TimeOnly ReadTimeOnly()
    {
        long ticks = ReadInt64();
        if (ticks < 0 || ticks > TimeOnly.MaxValue.Ticks)
        {
            Throw($"a time of {ticks} ticks lies outside a day");
        }

        return new TimeOnly(ticks);
    }

    /// <summary>Reads a Guid as text, with or without hyphens; empty text is <see cref="Guid.Empty"/>.</summary>
    /// <exception cref="ProtobufException">The text is not a Guid.</exception>
    public Guid ReadGuidText()
    {
        ReadOnlySpan<byte> text = Take(ReadLength());
        Guid value = default;
        if (!text.IsEmpty && !(text.Length is WireSize.GuidLength or 32 && Guid.TryParse(text, out value)))
        {
            Throw("the text is not a Guid");
        }

        return value;
    }

    /// <summary>Reads a Guid as 16 bytes; no bytes are <see cref="Guid.Empty"/>.</summary>
    /// <exception cref="ProtobufException">The number of bytes is neither 16 nor 0.</exception>
    public Guid ReadGuidBytes()
    {
        ReadOnlySpan<byte> bytes = Take(ReadLength());
        if (bytes.Length is not (0 or WireSize.GuidBytes))
        {
            Throw($"a Guid has {WireSize.GuidBytes} bytes, not {bytes.Length}");
        }

        return bytes.IsEmpty ? default : new Guid(bytes, bigEndian: true);
    }

    /// <summary>Reads a decimal as text in the invariant culture.</summary>
    /// <exception cref="ProtobufException">The text is not a decimal.</exception>
    public decimal ReadDecimal()
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(Take(ReadLength()), Styles, CultureInfo.InvariantCulture, out decimal value))
        {
            Throw("the text is not a decimal");
        }

        return value;
    }

    private readonly int Within(int value, int min, int max)
    {
        if (value < min || value > max)
        {
            Throw($"the number {value} does not lie between {min} and {max}");
        }

        return value;
    }
}
