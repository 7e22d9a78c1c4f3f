using System.Globalization;

namespace CodeFirstSatellite.Settings;

/// <summary>Durations on a command line: a number and a unit, such as 500ms, 1.5s, 2m or 1h.</summary>
public static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration. Zero, where it is allowed, needs no unit.</summary>
    /// <param name="text">The duration.</param>
    /// <param name="longest">The longest allowed duration.</param>
    /// <param name="isZeroAllowed">Whether it may be zero.</param>
    /// <exception cref="FormatException">The text is not a duration within the limits; the message says what is expected.</exception>
    public static TimeSpan Parse(string text, TimeSpan longest, bool isZeroAllowed = true)
    {
        double? milliseconds = text == "0" ? 0 : Milliseconds(text);
        return milliseconds <= longest.TotalMilliseconds && (milliseconds > 0 || (milliseconds == 0 && isZeroAllowed))
            ? TimeSpan.FromMilliseconds(milliseconds.Value)
            : throw new FormatException(
                $"a duration such as 500ms, 10s or 2m, {(isZeroAllowed ? "" : "above zero and ")}of at most {Format(longest)}");
    }

    /// <summary>Writes a duration as <see cref="Parse"/> reads it, in the largest unit that needs no fraction.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0";
        }

        (string unit, double milliseconds) = Units.Last(u => duration.TotalMilliseconds % u.Milliseconds == 0 || u.Milliseconds == 1);
        return (duration.TotalMilliseconds / milliseconds).ToString(CultureInfo.InvariantCulture) + unit;
    }

    private static double? Milliseconds(string text)
    {
        foreach ((string unit, double milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return number * milliseconds;
            }
        }

        return null;
    }
}
