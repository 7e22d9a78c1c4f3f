using System.Buffers;
using System.Text;

namespace CodeFirst.Grpc.Protocol;

/// <summary>The <c>grpc-message</c> header: a status's text, percent-encoded.</summary>
/// <remarks>
/// gRPC over HTTP/2, "Status-Message": UTF-8, of which every byte but 0x20 to 0x24 and 0x26 to 0x7E is written as % and
/// two upper-case hexadecimal digits. Whoever reads it must not fail: an escape that is broken stays as it is.
/// </remarks>
internal static class StatusMessage
{
    private static readonly SearchValues<char> Unescaped = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '%')]);

    public static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExcept(Unescaped))
        {
            return message;
        }

        // An unpaired surrogate becomes U+FFFD: a message is for people, and better told damaged than not at all.
        byte[] utf8 = Encoding.UTF8.GetBytes(message);
        var encoded = new StringBuilder(utf8.Length + 16);
        foreach (byte b in utf8)
        {
            if (Unescaped.Contains((char)b))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(HexDigit(b >> 4)).Append(HexDigit(b & 0xF));
            }
        }

        return encoded.ToString();
    }

    public static string Decode(string message)
    {
        if (!message.Contains('%', StringComparison.Ordinal))
        {
            return message;
        }

        // Characters that are not ASCII should not be there; they are kept by way of their own UTF-8.
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]))
            {
                bytes[length++] = (byte)(HexValue(bytes[i + 1]) << 4 | HexValue(bytes[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = bytes[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
