using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Security;

/// <summary>How a list names a client: by the SHA-256 of its certificate, or one of its subject alternative names.</summary>
internal static class ClientName
{
    private const int Sha1Length = 40;

    /// <summary>Checks a name; a fingerprint becomes lower-case hex without colons.</summary>
    /// <exception cref="FormatException">It is none; the message says what is expected.</exception>
    public static string Parse(string text)
    {
        if (Fingerprint.Parse(text) is { } fingerprint)
        {
            return fingerprint;
        }

        string digits = text.Replace(":", "", StringComparison.Ordinal);
        bool isOtherHash = digits.Length >= Sha1Length && digits.All(char.IsAsciiHexDigit);
        return text.Length > 0 && !isOtherHash && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? text
            : throw new FormatException("the SHA-256 of a client's certificate (64 hex digits, with colons or without) or one of its "
                + "subject alternative names (a DNS name, URI or e-mail address, whole)");
    }

    /// <summary>Whether a name is a client's.</summary>
    public static bool IsOf(ClientIdentity client, string name) =>
        name == client.CertificateSha256
        || client.Names.Any(own => !Fingerprint.IsOne(own.Value)
            && string.Equals(own.Value, name, own.IsHostName ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
}
