using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Writes an event as one line: <c>2026-01-31T12:00:00.000Z info call method=…</c></summary>
internal static class LogLine
{
    /// <summary>The most bytes that <see cref="TryFormat(Span{byte}, DateTimeOffset, out int)"/> needs room for.</summary>
    public const int TimeLength = 28;

    // Of 2026-01-31T12:00:00.0000000Z, which is the one format that .NET writes quickly.
    private const int LengthToMilliseconds = 23;

    /// <summary>The line of an event, in characters.</summary>
    public static string Format(DateTimeOffset time, LogLevel level, string category, string message, Exception? exception)
    {
        string start = time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        string line = $"{start} {NameOf(level)} {category} {message}{(exception is null ? "" : " exception=")}{exception}\n";

        // A peer's text may be among it, and must not be able to write lines of its own.
        return line.AsSpan(0, line.Length - 1).ContainsAnyInRange('\0', '\x1F') ? Escape(line) : line;
    }

    /// <summary>Writes the same line in UTF-8; false: there is no room for it, or it holds what must be escaped.</summary>
    public static bool TryFormat(
        Span<byte> destination, DateTimeOffset time, LogLevel level, string category, IUtf8SpanFormattable message, out int written)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        if (!TryFormat(destination, time, out written)
            || !Utf8.TryWrite(destination[written..], culture, $" {NameOf(level)} {category} {message}\n", out int rest))
        {
            return false;
        }

        written += rest;
        return !destination[..(written - 1)].ContainsAnyInRange((byte)0, (byte)0x1F);
    }

    /// <summary>Writes a time in UTF-8, to the millisecond.</summary>
    public static bool TryFormat(Span<byte> destination, DateTimeOffset time, out int written)
    {
        written = 0;
        if (!time.UtcDateTime.TryFormat(destination, out _, "O", CultureInfo.InvariantCulture))
        {
            return false;
        }

        destination[LengthToMilliseconds] = (byte)'Z';
        written = LengthToMilliseconds + 1;
        return true;
    }

    /// <summary>How a line names a level.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };

    private static string Escape(string line)
    {
        var escaped = new StringBuilder(line.Length + 64);
        foreach (char c in line.AsSpan(0, line.Length - 1))
        {
            _ = c switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.Append('\n').ToString();
    }
}
