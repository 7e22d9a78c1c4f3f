using System.Globalization;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Times as people write them: a whole number and a unit.</summary>
internal static class Duration
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000)];

    /// <summary>Reads <c>500ms</c>, <c>10s</c>, <c>2m</c> or <c>0</c>.</summary>
    /// <exception cref="FormatException">It is not a duration, or longer than <paramref name="longest"/>; the message says what is expected.</exception>
    public static TimeSpan Parse(string text, TimeSpan longest)
    {
        foreach ((string unit, double milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                && count * milliseconds <= longest.TotalMilliseconds)
            {
                return TimeSpan.FromMilliseconds(count * milliseconds);
            }
        }

        return text == "0" ? TimeSpan.Zero : throw new FormatException($"a duration such as 500ms, 10s or 2m, of at most {Format(longest)}");
    }

    /// <summary>Writes a duration as <see cref="Parse"/> reads it, in the largest unit that needs no fraction.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0";
        }

        (string unit, double milliseconds) = Units.Last(u => duration.TotalMilliseconds % u.Milliseconds == 0);
        return (duration.TotalMilliseconds / milliseconds).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
