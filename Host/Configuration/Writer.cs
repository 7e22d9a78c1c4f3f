namespace CodeFirstSatellite.Host.Configuration;

/// <summary>How a client that may store images is named: by the SHA-256 of its certificate, or one of the certificate's subject alternative names.</summary>
internal static class Writer
{
    public const char Separator = ';';

    private const string Expected = "the SHA-256 of a client's certificate (64 hex digits, with colons or without) or one of its subject alternative names (a DNS name, URI or e-mail address, whole)";
    private const int FingerprintLength = 64;
    private const int Sha1Length = 40;

    /// <summary>Reads writers with semicolons between them.</summary>
    /// <exception cref="FormatException">One of them is none; the message says what is expected.</exception>
    public static IReadOnlyList<string> ParseList(string text) => [.. text.Split(Separator, StringSplitOptions.TrimEntries).Select(Parse)];

    /// <summary>Reads one; a fingerprint becomes lower-case hex without colons.</summary>
    /// <exception cref="FormatException">It is none; the message says what is expected.</exception>
    public static string Parse(string text)
    {
        string digits = text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        if (IsFingerprint(digits))
        {
            return digits;
        }

        bool isOtherHash = digits.Length >= Sha1Length && digits.All(char.IsAsciiHexDigit);
        return text.Length > 0 && !isOtherHash && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : throw new FormatException(Expected);
    }

    public static bool IsFingerprint(string text) => text.Length == FingerprintLength && text.All(char.IsAsciiHexDigit);
}
