using System.Globalization;
using System.Text;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Writes an event as one line: <c>2026-01-31T12:00:00.000Z info call method=…</c></summary>
internal static class LogLine
{
    public static string Format(DateTimeOffset time, LogLevel level, string category, string message, Exception? exception)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(level)} {category} {message}{(exception is null ? "" : " exception=")}{exception}\n");

        // A peer's text may be among it, and must not be able to write lines of its own.
        return line.AsSpan(0, line.Length - 1).ContainsAnyInRange('\0', '\x1F') ? Escape(line) : line;
    }

    private static string NameOf(LogLevel level) => level switch
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
