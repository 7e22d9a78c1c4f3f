using System.Globalization;

namespace CodeFirst.Protobuf;

// Types of .NET that protobuf has no word for; the wire form of each is protobuf-net's.
public ref partial struct ProtoReader
{
    /// <summary>Reads an int32 for a type that holds less.</summary>
    /// <exception cref="ProtobufException">The number does not fit.</exception>
    public int ReadInt32(int min, int max) => Within(ReadInt32(), min, max);

    /// <summary>Reads a sint32.</summary>
    public int ReadSInt32()
    {
        uint value = ReadUInt32();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>Reads a sint32 for a type that holds less.</summary>
    /// <exception cref="ProtobufException">The number does not fit.</exception>
    public int ReadSInt32(int min, int max) => Within(ReadSInt32(), min, max);

    /// <summary>Reads a sint64.</summary>
    public long ReadSInt64()
    {
        ulong value = ReadUInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads an int32 that counts days from the year 1.</summary>
    /// <exception cref="ProtobufException">The day lies outside the years 1 to 9999.</exception>
    public DateOnly ReadDateOnly() => DateOnly.FromDayNumber(ReadInt32(DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    /// <summary>Reads an int64 that counts ticks from midnight.</summary>
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

    /// <summary>Reads a Guid that is text.</summary>
    /// <exception cref="ProtobufException">It is not a Guid.</exception>
    public Guid ReadGuidText()
    {
        // With hyphens or without; of no text it is the empty one.
        ReadOnlySpan<byte> text = Take(ReadLength());
        Guid value = default;
        if (!text.IsEmpty && !(text.Length is WireSize.GuidLength or 32 && Guid.TryParse(text, out value)))
        {
            Throw("the text is not a Guid");
        }

        return value;
    }

    /// <summary>Reads a Guid that is bytes.</summary>
    /// <exception cref="ProtobufException">There are not 16 of them.</exception>
    public Guid ReadGuidBytes()
    {
        ReadOnlySpan<byte> bytes = Take(ReadLength());
        if (bytes.Length is not (0 or WireSize.GuidBytes))
        {
            Throw($"a Guid has {WireSize.GuidBytes} bytes, not {bytes.Length}");
        }

        return bytes.IsEmpty ? default : new Guid(bytes, bigEndian: true);
    }

    /// <summary>Reads a decimal that is text.</summary>
    /// <exception cref="ProtobufException">It is not a decimal.</exception>
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
