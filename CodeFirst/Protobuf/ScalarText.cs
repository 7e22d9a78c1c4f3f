using System.Globalization;

namespace CodeFirst.Protobuf;

/// <summary>The forms that protobuf-net gives <see cref="Guid"/> and <see cref="decimal"/> at compatibility level 300.</summary>
internal static class ScalarText
{
    /// <summary>A Guid as text, with hyphens, and as bytes.</summary>
    public const int GuidLength = 36, GuidBytes = 16;

    /// <summary>The longest decimal: a sign, "0." and 28 digits, or 29 digits and a point.</summary>
    public const int MaxDecimal = 31;

    private const int GuidDigits = 32;

    public static int Format(decimal value, Span<byte> destination)
    {
        value.TryFormat(destination, out int written, provider: CultureInfo.InvariantCulture);
        return written;
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);

    /// <summary>Takes a Guid with hyphens or without; of none it makes the empty one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Guid value)
    {
        value = default;
        return text.IsEmpty || (text.Length is GuidLength or GuidDigits && Guid.TryParse(text, out value));
    }
}
