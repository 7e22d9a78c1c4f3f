namespace CodeFirstSatellite.Host.Configuration;

/// <summary>What a token may look like. No message here repeats one.</summary>
internal static class Token
{
    /// <summary>Reads tokens with commas between them.</summary>
    /// <exception cref="FormatException">One of them cannot be sent as metadata; the message says what is expected.</exception>
    public static IReadOnlyList<string> ParseList(string text)
    {
        string[] tokens = text.Split(',', StringSplitOptions.TrimEntries);
        int bad = Array.FindIndex(tokens, token => !IsValid(token));
        return bad < 0 ? tokens : throw new FormatException($"tokens of printable ASCII with a comma between two; number {bad + 1} is {(tokens[bad].Length == 0 ? "empty" : "not that")}");
    }

    /// <summary>Takes one token.</summary>
    /// <exception cref="FormatException">It cannot be sent as metadata; the message says what is expected.</exception>
    public static string Parse(string text) => IsValid(text) ? text : throw new FormatException("a token of printable ASCII without spaces");

    /// <summary>Whether a client can send it: not empty, printable ASCII without space.</summary>
    public static bool IsValid(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
}
