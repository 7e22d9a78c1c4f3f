using System.Security.Cryptography;
using System.Text;
using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Security;

/// <summary>The valid tokens, as hashes. All hashes have one length, so the time of a comparison tells nothing about a token.</summary>
internal sealed class TokenList
{
    private readonly byte[][] _hashes;

    public TokenList(IEnumerable<string> tokens) => _hashes = [.. tokens.Select(Hash)];

    /// <summary>Whether there are no tokens, so that calls need none.</summary>
    public bool IsEmpty => _hashes.Length == 0;

    /// <summary>Reads the tokens of the settings and of the tokens file.</summary>
    /// <exception cref="StartException">The file cannot be read, has no token, or has a token that cannot be sent.</exception>
    public static TokenList Load(SatelliteOptions options) =>
        new([.. options.Tokens, .. options.TokensFile is { } path ? ListFile.Read(path, "tokens file", "token", Token.Parse) : []]);

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

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
