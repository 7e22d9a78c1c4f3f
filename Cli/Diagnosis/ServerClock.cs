using System.Globalization;
using CodeFirstSatellite.Cli.Connection;

namespace CodeFirstSatellite.Cli.Diagnosis;

/// <summary>Compares the server's clock with ours, by the date of a response (RFC 9110, section 6.6.1).</summary>
internal static class ServerClock
{
    private const string Clock = "clock";

    // The date has whole seconds, and servers renew it once a second.
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(2);

    // Certificates are dated back by some minutes at best, and one that is new or about to expire is refused.
    private static readonly TimeSpan Harmful = TimeSpan.FromMinutes(1);

    /// <param name="headers">The response's headers.</param>
    /// <param name="sent">When the call was sent, in UTC.</param>
    /// <param name="received">When the response had arrived, in UTC.</param>
    public static Finding Check(Metadata headers, DateTime sent, DateTime received)
    {
        if (!DateTimeOffset.TryParseExact(
            headers.GetValue("date"),
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date))
        {
            return Finding.Skipped(Clock, "the server does not say what time it has");
        }

        DateTime server = date.UtcDateTime;
        TimeSpan behind = server - received;
        TimeSpan ahead = sent - server;
        return behind > Coarse ? Differs(behind, "behind", server)
            : ahead > Coarse ? Differs(ahead, "ahead of", server)
            : Finding.Ok(Clock, "ours and the server's agree, within two seconds");
    }

    private static Finding Differs(TimeSpan by, string direction, DateTime server)
    {
        string message = $"this machine's clock is {Words(by)} {direction} the server's, which says {CertificateText.Minute(server)}";
        return by < Harmful
            ? Finding.Warning(Clock, message)
            : Finding.NoConnection(Clock, message + "\nSet whichever is wrong: certificates are valid for a time only.");
    }

    private static string Words(TimeSpan time)
    {
        (double number, string format) = time switch
        {
            { TotalDays: >= 2 } => (time.TotalDays, "0.0 'days'"),
            { TotalHours: >= 1 } => (time.TotalHours, "0.0 'h'"),
            { TotalMinutes: >= 1 } => (time.TotalMinutes, "0 'min'"),
            _ => (time.TotalSeconds, "0 's'"),
        };
        return number.ToString(format, CultureInfo.InvariantCulture);
    }
}
