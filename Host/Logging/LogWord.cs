using System.Text;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Text that clients choose, as one word of visible ASCII.</summary>
internal static class LogWord
{
    /// <summary>
    /// The text with everything else percent-encoded: a space or a control character must not look like the end of a field.
    /// </summary>
    public static string? Of(string? text) => text.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? string.Concat(Encoding.UTF8.GetBytes(text!).Select(b => b is >= (byte)'!' and <= (byte)'~' ? $"{(char)b}" : $"%{b:X2}"))
        : text;
}
