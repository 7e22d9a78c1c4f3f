using System.Globalization;
using System.Text;

namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>Keeps a server's text from controlling the terminal: control characters are written out, not sent.</summary>
internal static class Printable
{
    /// <summary>The text on one line, with its control characters written out.</summary>
    public static string Line(string text)
    {
        text = text.Trim();
        if (!text.Any(IsControl))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (c is '\n' or '\r' or '\t')
            {
                shown.Append(' ');
            }
            else if (IsControl(c))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                shown.Append(c);
            }
        }

        return shown.ToString();
    }

    /// <summary>A one-byte image as a terminal may show it.</summary>
    public static byte Letter(byte image) => image is >= (byte)' ' and <= (byte)'~' ? image : (byte)'?';

    /// <summary>The bytes as text, if they are text without control characters.</summary>
    public static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }

        foreach (char c in text)
        {
            if (IsControl(c) && c is not ('\n' or '\r' or '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static bool IsControl(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
