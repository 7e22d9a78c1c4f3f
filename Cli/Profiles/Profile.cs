using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Cli.Profiles;

/// <summary>A server with what is needed to call it, under a name. Its keys are options of satcli without the dashes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Values by key, as they are in the file.</param>
internal sealed record Profile(string Name, IReadOnlyDictionary<string, string> Values)
{
    public const string Server = "server";
    public const string Certs = "certs";

    private const string Deadline = "deadline";
    private const string Map = "map";

    private static readonly string[] Paths = [Certs, "ca", "cert", "key", "token-file"];

    /// <summary>What a profile can hold, in the order in which it is written. A token is not among it: the file is no secret.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Server, .. Paths, Map, Deadline];

    /// <summary>Whether the value of a key is the path of a file or folder.</summary>
    public static bool IsPath(string key) => Paths.Contains(key);

    /// <summary>Whether a name can be a profile's: one that needs no quotes in a shell.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 64
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>A value, for the option of that name; null if the profile has none.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="file">The file that the profile is in; relative paths are relative to it.</param>
    public Given? Find(string key, string file)
    {
        if (!Values.TryGetValue(key, out string? value))
        {
            return null;
        }

        string resolved = IsPath(key) ? Path.GetFullPath(value, Path.GetDirectoryName(file)!) : value;
        return new Given($"{file}: {key} of profile '{Name}'", [resolved], SettingOrigin.File);
    }
}
