using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// Writes an event as one line of JSON: <c>{"time":"2026-01-31T12:00:00.000Z","level":"info","category":"call","method":…}</c>. JSON
/// escapes control characters, so a peer's text cannot write lines of its own.
/// </summary>
internal static class JsonLine
{
    private const int LargestKept = 64 * 1024;

    // The framework's name for a message's template.
    private const string Template = "{OriginalFormat}";

    // Nothing here goes into a web page, so quotation marks and letters beyond ASCII need no escape.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _lineOfThread;

    /// <summary>The line of an event. It is valid until the thread's next.</summary>
    public static ReadOnlySpan<byte> Format<TState>(
        DateTimeOffset time,
        LogLevel level,
        string category,
        EventId id,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArrayBufferWriter<byte> line = EmptyLine();
        using Utf8JsonWriter json = Begin(line, time, level, category);
        if (state is CallRecord call)
        {
            Write(json, call);
        }
        else
        {
            Write(json, id, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
        }

        if (exception is not null)
        {
            json.WriteString("exception", exception.ToString());
        }

        return End(json, line);
    }

    /// <summary>The line of an event that is nothing but a message. It is valid until the thread's next.</summary>
    public static ReadOnlySpan<byte> Format(DateTimeOffset time, LogLevel level, string category, string message)
    {
        ArrayBufferWriter<byte> line = EmptyLine();
        using Utf8JsonWriter json = Begin(line, time, level, category);
        json.WriteString("message", message);
        return End(json, line);
    }

    /// <summary>The line of an event with a name and fields. It is valid until the thread's next.</summary>
    public static ReadOnlySpan<byte> Format(
        DateTimeOffset time, LogLevel level, string category, string name, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        ArrayBufferWriter<byte> line = EmptyLine();
        using Utf8JsonWriter json = Begin(line, time, level, category);
        json.WriteString("event", name);
        foreach ((string field, object? value) in fields)
        {
            if (value is not null)
            {
                Write(json, field, value);
            }
        }

        return End(json, line);
    }

    private static ArrayBufferWriter<byte> EmptyLine()
    {
        ArrayBufferWriter<byte> line =
            _lineOfThread is { Capacity: <= LargestKept } kept ? kept : _lineOfThread = new ArrayBufferWriter<byte>(1024);
        line.ResetWrittenCount();
        return line;
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> line, DateTimeOffset time, LogLevel level, string category)
    {
        var json = new Utf8JsonWriter(line, Options);
        json.WriteStartObject();
        Span<byte> start = stackalloc byte[LogLine.TimeLength];
        LogLine.TryFormat(start, time, out int written);
        json.WriteString("time", start[..written]);
        json.WriteString("level", LogLine.NameOf(level));
        json.WriteString("category", category);
        return json;
    }

    private static ReadOnlySpan<byte> End(Utf8JsonWriter json, ArrayBufferWriter<byte> line)
    {
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        return line.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, CallRecord call)
    {
        foreach ((string name, object? value) in call)
        {
            if (value is not null)
            {
                Write(json, name, value);
            }
        }
    }

    private static void Write(
        Utf8JsonWriter json, EventId id, string message, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (id.Name is not null)
        {
            json.WriteString("event", id.Name);
        }

        json.WriteString("message", message);
        if (!values.Any(value => value.Key != Template))
        {
            return;
        }

        json.WriteStartObject("values");
        foreach ((string name, object? value) in values)
        {
            if (name != Template)
            {
                Write(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
            }
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case DateTime time:
                json.WriteString(name, time);
                break;
            case DateTimeOffset time:
                json.WriteString(name, time);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
