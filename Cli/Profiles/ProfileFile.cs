using System.Text.Json;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Cli.Profiles;

/// <summary>The file with the profiles of this person.</summary>
/// <param name="path">Where it is, or would be.</param>
internal sealed class ProfileFile(string path)
{
    private readonly List<Profile> _profiles = [];

    public string FilePath => path;

    public IReadOnlyList<Profile> Profiles => _profiles;

    /// <summary>The name of the profile that is used when none is named; null if there is no such.</summary>
    public string? Default { get; set; }

    /// <summary>
    /// Where the file belongs: in the folder of the XDG Base Directory Specification, or in %APPDATA%. Null without a home.
    /// </summary>
    public static string? Place
    {
        get
        {
            // The specification says to ignore relative paths.
            string? folder = Rooted("XDG_CONFIG_HOME")
                ?? (OperatingSystem.IsWindows() ? Rooted("APPDATA")
                    : Rooted("HOME") is { } home ? Path.Combine(home, ".config")
                    : null);
            return folder is null ? null : Path.Combine(folder, "satcli", "config.json");
        }
    }

    /// <summary>Reads the file; null if there is none.</summary>
    /// <exception cref="CliException">It cannot be read, or is not what it should be.</exception>
    public static ProfileFile? Load()
    {
        if (Place is not { } place || !File.Exists(place))
        {
            return null;
        }

        try
        {
            return ProfileReader.Read(place, File.ReadAllBytes(place));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{place}: cannot read the profiles: {e.Message}", e);
        }
    }

    /// <summary>Reads the file, or begins one.</summary>
    /// <exception cref="CliException">It cannot be read, is not what it should be, or there is no place for it.</exception>
    public static ProfileFile LoadOrCreate() => Load() ?? new ProfileFile(Place ?? throw NoPlace());

    /// <summary>There is neither a file nor a place for it.</summary>
    public static CliException NoPlace() => CliException.Usage(OperatingSystem.IsWindows()
        ? "there is no folder for profiles, since %APPDATA% is not set."
        : "there is no folder for profiles, since neither HOME nor XDG_CONFIG_HOME is set.");

    /// <exception cref="CliException">There is no profile of that name.</exception>
    public Profile Get(string name, string source)
    {
        if (_profiles.Find(profile => profile.Name == name) is { } found)
        {
            return found;
        }

        string[] names = [.. _profiles.Select(profile => profile.Name)];
        string hint = NearestName.Of(name, names, mostEdits: 1 + (name.Length / 5)) is { } nearest ? $" Did you mean {nearest}?" : "";
        throw CliException.Usage(
            $"{source}: there is no profile '{name}' in {path}; "
            + (names.Length == 0 ? "there is none at all." : $"there are {string.Join(", ", names)}.")
            + $"{hint}\nTo make it:\n  {SelfCommand.With("profile", "add", name, "--server", "https://HOST:PORT", "--certs", "DIR")}");
    }

    /// <summary>Adds a profile, in place of one of that name. The first becomes the default.</summary>
    public void Add(Profile profile)
    {
        Default ??= _profiles.Count == 0 ? profile.Name : null;
        int index = _profiles.FindIndex(other => other.Name == profile.Name);
        if (index < 0)
        {
            _profiles.Add(profile);
        }
        else
        {
            _profiles[index] = profile;
        }
    }

    public void Remove(Profile profile)
    {
        _profiles.Remove(profile);
        Default = Default == profile.Name ? null : Default;
    }

    /// <exception cref="CliException">It cannot be written.</exception>
    public void Save()
    {
        LocalFolder.Create(Path.GetDirectoryName(path)!);
        using var file = AtomicFile.Create(path);
        using (var json = new Utf8JsonWriter(file.Stream, JsonLine.Options with { Indented = true }))
        {
            json.WriteStartObject();
            if (Default is { } name)
            {
                json.WriteString(ProfileReader.Default, name);
            }

            json.WriteStartObject(ProfileReader.Profiles);
            foreach (Profile profile in _profiles)
            {
                json.WriteStartObject(profile.Name);
                foreach (string key in Profile.Keys.Where(profile.Values.ContainsKey))
                {
                    json.WriteString(key, profile.Values[key]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        file.Stream.Write("\n"u8);
        file.Commit();
    }

    private static string? Rooted(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } value && Path.IsPathRooted(value) ? value : null;
}
