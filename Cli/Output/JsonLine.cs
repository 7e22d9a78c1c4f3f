using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeFirstSatellite.Cli.Output;

/// <summary>JSON objects of one line each.</summary>
internal static class JsonLine
{
    // The reader is a program and no web page: quotes and letters beyond ASCII need no escape.
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object as text, without a line end.</summary>
    /// <param name="writeMembers">Writes its members.</param>
    public static string Of(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the first line of a text as <c>message</c>, and the lines after it, if any, as <c>details</c>.</summary>
    public static void WriteMessage(Utf8JsonWriter json, string text)
    {
        string[] lines = text.Split('\n');
        json.WriteString("message", lines[0]);
        if (lines.Length > 1)
        {
            json.WriteStartArray("details");
            Array.ForEach(lines[1..], line => json.WriteStringValue(line.Trim()));
            json.WriteEndArray();
        }
    }
}
