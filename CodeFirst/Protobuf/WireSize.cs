using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace CodeFirst.Protobuf;

/// <summary>Sizes of values on the wire, in bytes without the tag (Protocol Buffers encoding).</summary>
public static class WireSize
{
    /// <summary>Bytes of a Guid as text with hyphens, and as bytes.</summary>
    internal const int GuidLength = 36, GuidBytes = 16;

    /// <summary>The longest decimal as text: a sign, "0." and 28 digits, or 29 digits and a point.</summary>
    internal const int MaxDecimal = 31;

    /// <summary>UTF-8 as proto3 wants it: invalid text is an error, not replaced.</summary>
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes of a 32-bit varint: 1 to 5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UInt32(uint value) => (BitOperations.Log2(value | 1) * 9 + 73) >> 6;

    /// <summary>Bytes of a 64-bit varint: 1 to 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UInt64(ulong value) => (BitOperations.Log2(value | 1) * 9 + 73) >> 6;

    /// <summary>Bytes of an int32: a negative one is sign-extended to 64 bits and takes 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int32(int value) => value < 0 ? 10 : UInt32((uint)value);

    /// <summary>Bytes of an int64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Int64(long value) => UInt64((ulong)value);

    /// <summary>Bytes of a length prefix and its payload.</summary>
    /// <exception cref="OverflowException">The sum is more than 2 GiB.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthDelimited(int length) => checked(UInt32((uint)length) + length);

    /// <summary>Bytes of a string with its length prefix.</summary>
    /// <param name="value">The string.</param>
    /// <param name="field">Number of the field that an error names.</param>
    /// <exception cref="ProtobufException">The string has an unpaired surrogate, which UTF-8 cannot carry.</exception>
    public static int String(string value, int field) => LengthDelimited(ByteCount(value, field));

    /// <summary>Bytes of a google.protobuf.Timestamp with its length prefix.</summary>
    public static int Timestamp(DateTime value) => LengthDelimited(TimeParts.Of(value).Length);

    /// <summary>Bytes of a google.protobuf.Duration with its length prefix.</summary>
    public static int Duration(TimeSpan value) => LengthDelimited(TimeParts.Of(value).Length);

    /// <summary>Bytes of a <see cref="Guid"/> as text with its length prefix; <see cref="Guid.Empty"/> is empty text.</summary>
    public static int GuidText(Guid value) => value == default ? 1 : 1 + GuidLength;

    /// <summary>Bytes of a <see cref="decimal"/> as text with its length prefix.</summary>
    public static int Decimal(decimal value)
    {
        Span<byte> text = stackalloc byte[MaxDecimal];
        return 1 + Format(value, text);
    }

    /// <summary>Encodes signed numbers so that small negative ones are short: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    /// <summary>Encodes signed numbers so that small negative ones are short.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Bytes of a nested message with its length prefix; also records lengths for <see cref="ProtoWriter"/>.</summary>
    /// <param name="serializer">Measures the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="lengths">Receives its length and those of the messages nested in it.</param>
    /// <param name="field">Number of the field that an error names.</param>
    /// <exception cref="ProtobufException">It cannot be written, or is nested deeper than <see cref="ProtoReader.MaxDepth"/>.</exception>
    public static int Message<T>(MessageSerializer<T> serializer, T message, MessageLengths lengths, int field)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.MustCare)
        {
            return MessageWithCare(serializer, message, lengths, field);
        }

        int place = lengths.Enter();
        int length = lengths.Set(place, serializer.MeasureFields(message, lengths));
        lengths.Leave();
        return LengthDelimited(length);
    }

    internal static int Format(decimal value, Span<byte> destination)
    {
        value.TryFormat(destination, out int written, provider: CultureInfo.InvariantCulture);
        return written;
    }

    internal static int ByteCount(string value, int field = 0)
    {
        try
        {
            return Utf8.GetByteCount(value);
        }
        catch (EncoderFallbackException e)
        {
            string reason = $"the string has an unpaired surrogate at index {e.Index}, which UTF-8 cannot carry";
            throw new ProtobufException(reason, e) { FieldNumber = field };
        }
    }

    // Apart: a try block for every nested message made measuring a seventh slower.
    private static int MessageWithCare<T>(MessageSerializer<T> serializer, T message, MessageLengths lengths, int field)
        where T : class
    {
        lengths.CheckDepth(field);
        int place = lengths.Enter();
        int length;
        try
        {
            length = lengths.Set(place, serializer.MeasureFields(message, lengths));
        }
        catch (ProtobufException e)
        {
            serializer.Place(e, field);
            throw;
        }

        lengths.Leave();
        return LengthDelimited(length);
    }
}
