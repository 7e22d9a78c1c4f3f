using System.Security.Cryptography;
using System.Text;
using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The tokens that are valid, as hashes: what is compared has one length, so that time tells nothing about a token.</summary>
internal sealed class TokenList
{
    private readonly byte[][] _hashes;

    public TokenList(IEnumerable<string> tokens) => _hashes = [.. tokens.Select(Hash)];

    /// <summary>Whether there are any; without any, none is asked for.</summary>
    public bool IsEmpty => _hashes.Length == 0;

    /// <summary>Takes the tokens of the settings and of the tokens file.</summary>
    /// <exception cref="StartException">The file cannot be read, has no token, or one that cannot be sent.</exception>
    public static TokenList Load(SatelliteOptions options) =>
        new([.. options.Tokens, .. options.TokensFile is { } path ? ListFile.Read(path, "tokens file", "token", Token.Parse) : []]);

    /// <summary>Whether <paramref name="token"/> is one of them. Takes the same time whether and whichever it is.</summary>
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

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
