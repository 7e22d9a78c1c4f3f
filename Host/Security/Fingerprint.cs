namespace CodeFirstSatellite.Host.Security;

/// <summary>The SHA-256 of a certificate, as people write it.</summary>
internal static class Fingerprint
{
    private const int Length = 64;

    /// <summary>Lower-case hex without colons; null if it is no SHA-256.</summary>
    public static string? Parse(string text)
    {
        string digits = text.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return IsOne(digits) ? digits : null;
    }

    public static bool IsOne(string text) => text.Length == Length && text.All(char.IsAsciiHexDigit);
}
