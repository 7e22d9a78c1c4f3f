using System.Security.Cryptography;
using System.Text;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The tokens that are valid, as hashes: what is compared has one length, so that time tells nothing about a token.</summary>
internal sealed class TokenList(IEnumerable<string> tokens)
{
    private readonly byte[][] _hashes = [.. tokens.Select(Hash)];

    /// <summary>Whether there are no tokens, so that calls need none.</summary>
    public bool IsEmpty => _hashes.Length == 0;

    /// <summary>Reads the tokens of the settings and of the tokens file, which has at least one.</summary>
    /// <exception cref="StartException">The file cannot be read, has no token, or has a token that cannot be sent.</exception>
    public static Reloadable<TokenList> Load(SatelliteOptions options) => Reloadable<TokenList>.Read(
        [options.TokensFile],
        () => new([.. options.Tokens, .. options.TokensFile is { } path ? ListFile.Read(path, "token", ParseLine) : []]),
        list => $"the tokens file '{options.TokensFile}', tokens={list._hashes.Length}");

    /// <summary>Reads a list of tokens. No message repeats one.</summary>
    /// <exception cref="FormatException">One of them cannot be sent as metadata; the message says what is expected.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        string[] tokens = ItemList.Split(text);
        int wrong = Array.FindIndex(tokens, token => !IsValid(token));
        return wrong < 0
            ? tokens
            : throw new FormatException("tokens of printable ASCII with a comma between two; "
                + $"number {wrong + 1} is {(tokens[wrong].Length == 0 ? "empty" : "not that")}");
    }

    /// <summary>Whether a token is valid. Takes the same time for every token.</summary>
    public bool Contains(string token)
    {
        byte[] hash = Hash(token);
        bool found = false;
        foreach (byte[] valid in _hashes)
        {
            found |= CryptographicOperations.FixedTimeEquals(hash, valid);
        }

        return found;
    }

    private static string ParseLine(string text) =>
        IsValid(text) ? text : throw new FormatException("a token of printable ASCII without spaces");

    // What a client can send.
    private static bool IsValid(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
