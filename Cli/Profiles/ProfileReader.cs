using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Cli.Profiles;

/// <summary>
/// Reads a file of profiles: <c>{"default": "berlin", "profiles": {"berlin": {"server": "https://…", "certs": "…"}}}</c>. An error names
/// the file, the line and the column.
/// </summary>
internal ref struct ProfileReader
{
    public const string Default = "default";
    public const string Profiles = "profiles";

    private static readonly byte[] Utf8Bom = [0xEF, 0xBB, 0xBF];

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _text;
    private Utf8JsonReader _json;

    private ProfileReader(string path, ReadOnlySpan<byte> text)
    {
        _path = path;
        _text = text;
        _json = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true });
    }

    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="CliException">It is not what it should be.</exception>
    public static ProfileFile Read(string path, ReadOnlySpan<byte> text)
    {
        var reader = new ProfileReader(path, text.StartsWith(Utf8Bom) ? text[Utf8Bom.Length..] : text);
        try
        {
            return reader.ReadFile();
        }
        catch (JsonException e)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{e.LineNumber + 1}:{e.BytePositionInLine + 1}");
            string reason = e.Message.Split(" LineNumber:")[0];
            throw CliException.Usage($"{path}:{place}: this is not JSON: {reason}");
        }
    }

    private ProfileFile ReadFile()
    {
        var file = new ProfileFile(_path);
        string? chosen = null;
        _json.Read();
        Expect(JsonTokenType.StartObject, "an object with profiles");
        while (ReadKey([Default, Profiles]) is { } key)
        {
            if (key == Default)
            {
                chosen = ReadText(key);
            }
            else
            {
                ReadProfiles(file);
            }
        }

        // Whatever follows is an error.
        _json.Read();
        file.Default = chosen;
        return file;
    }

    private void ReadProfiles(ProfileFile file)
    {
        _json.Read();
        Expect(JsonTokenType.StartObject, "an object, a profile for each name");
        while (ReadKey(null) is { } name)
        {
            if (file.Profiles.Any(profile => profile.Name == name))
            {
                throw Wrong($"profile '{name}' is there twice.");
            }

            file.Add(new Profile(name, ReadValues(name)));
        }
    }

    private Dictionary<string, string> ReadValues(string profile)
    {
        _json.Read();
        Expect(JsonTokenType.StartObject, $"an object, the settings of profile '{profile}'");
        var values = new Dictionary<string, string>();
        while (ReadKey(Profile.Keys) is { } key)
        {
            if (!values.TryAdd(key, ""))
            {
                throw Wrong($"{key} is there twice.");
            }

            values[key] = ReadText(key);
        }

        return values;
    }

    /// <summary>The next key of an object; null at its end.</summary>
    /// <param name="known">The keys that it may have; null for any.</param>
    private string? ReadKey(IReadOnlyList<string>? known)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        string key = _json.GetString()!;
        return known is null || known.Contains(key)
            ? key
            : throw Wrong($"there is no setting '{key}'. Did you mean {NearestName.Of(key, known)}? "
                + $"There are {string.Join(", ", known)}.");
    }

    private string ReadText(string key)
    {
        _json.Read();
        Expect(JsonTokenType.String, $"text in quotes for {key}");
        return _json.GetString() is { Length: > 0 } text ? text : throw Wrong($"{key} is empty; leave it out for the default.");
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type)
        {
            throw Wrong($"here should be {what}.");
        }
    }

    /// <summary>Something is wrong with the current token.</summary>
    private readonly CliException Wrong(string message)
    {
        ReadOnlySpan<byte> before = _text[..(int)_json.TokenStartIndex];
        int line = before.Count((byte)'\n') + 1;
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return CliException.Usage(string.Create(CultureInfo.InvariantCulture, $"{_path}:{line}:{column}: {message}"));
    }
}
