using System.Globalization;

namespace CodeFirstSatellite.Maps.Changes;

/// <summary>The versions of maps as times: microseconds since 1970 (UTC).</summary>
public static class VersionTime
{
    // The end of the year 9999.
    private const long Last = 253_402_300_799_999_999;

    /// <summary>Reads a time, in UTC unless it says otherwise, such as 2026-11-20T12:00Z (RFC 3339); or a version.</summary>
    public static bool TryParse(string text, out long version)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version))
        {
            return true;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time)
            && time > DateTimeOffset.UnixEpoch;
        version = isTime ? Of(time) : 0;
        return isTime;
    }

    /// <summary>The version of a time.</summary>
    public static long Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Writes a version as a time (RFC 3339). One that no calendar has is the nearest that it has.</summary>
    public static string Format(long version) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(version, 0, Last) * TimeSpan.TicksPerMicrosecond)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
