using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CodeFirst.Grpc.Protocol;

/// <summary>The <c>grpc-timeout</c> header: how much time a call has left.</summary>
/// <remarks>
/// gRPC over HTTP/2, "Timeout": 1 to 8 digits and a unit, one of H M S m u n (hours, minutes, seconds, milliseconds,
/// microseconds, nanoseconds).
/// </remarks>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxNumber = 99_999_999;

    /// <summary>Finest first: a timeout is sent in the finest unit in which it has no more than eight digits.</summary>
    /// <remarks>Nanoseconds are left out, since a tick is a hundred of them and no timeout that matters is below a tick.</remarks>
    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Writes a timeout, rounded up so that the server never gives up before the client does.</summary>
    public static string Format(TimeSpan timeout)
    {
        long ticks = Math.Max(timeout.Ticks, 1);
        foreach ((char unit, long size) in Units)
        {
            long number = ticks / size + (ticks % size == 0 ? 0 : 1);
            if (number <= MaxNumber)
            {
                return number.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return "99999999H";
    }

    /// <summary>Reads a timeout; the longest, 99999999 hours, is 11,408 years, which a <see cref="TimeSpan"/> can hold.</summary>
    public static bool TryParse([NotNullWhen(true)] string? value, out TimeSpan timeout)
    {
        timeout = default;
        if (value is null || value.Length is < 2 or > MaxDigits + 1)
        {
            return false;
        }

        long number = 0;
        foreach (char c in value.AsSpan(0, value.Length - 1))
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = number * 10 + (c - '0');
        }

        if (value[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((number + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
            return true;
        }

        foreach ((char unit, long size) in Units)
        {
            if (unit == value[^1])
            {
                timeout = TimeSpan.FromTicks(number * size);
                return true;
            }
        }

        return false;
    }
}
