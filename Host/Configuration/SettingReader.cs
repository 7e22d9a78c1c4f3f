using System.Collections;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>
/// Reads every setting of <see cref="SettingTable"/> from the switches, the environment and appsettings.json, in that order
/// of precedence, and refuses what it does not know: a misspelt token setting must not open the door.
/// </summary>
internal sealed class SettingReader
{
    private readonly IReadOnlyDictionary<string, string> _switches;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IConfiguration _configuration;
    private readonly List<string> _errors = [];

    private SettingReader(IReadOnlyDictionary<string, string> switches, IReadOnlyDictionary<string, string> environment, IConfiguration configuration)
    {
        _switches = switches;
        _environment = environment;
        _configuration = configuration;
    }

    /// <summary>Reads all settings.</summary>
    /// <exception cref="StartException">Something is wrong; the message has a line for each thing that is.</exception>
    public static SatelliteOptions Read(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment, IConfiguration configuration)
    {
        var errors = new List<string>();
        var reader = new SettingReader(Switches.Parse(args, errors), environment, configuration);
        SatelliteOptions options = reader.Read();
        errors.AddRange(reader._errors);
        errors.AddRange(ForeignPorts.Find(environment, configuration));
        return errors.Count == 0 ? options : throw new StartException(StartException.Usage, string.Join('\n', errors));
    }

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");

    private SatelliteOptions Read()
    {
        var options = new SatelliteOptions();
        foreach (Setting setting in SettingTable.All)
        {
            if (Find(setting) is not var (source, text))
            {
                continue;
            }

            if (text.Length == 0)
            {
                // An empty token list from an unset variable in a script would let everybody in.
                _errors.Add($"{source}: expected {setting.Placeholder}, got nothing; leave it out for the default ({setting.Default})");
                continue;
            }

            try
            {
                setting.Apply(options, text);
            }
            catch (FormatException e)
            {
                _errors.Add($"{source}: expected {e.Message}{(setting.IsSecret ? "" : $", got '{setting.Show(text)}'")}");
            }
        }

        RefuseUnknownKeys();
        RefuseMisspeltVariables();
        return options;
    }

    private (string Source, string Text)? Find(Setting setting)
    {
        if (_switches.TryGetValue(setting.Name, out string? text))
        {
            return (setting.Switch, text);
        }

        foreach (string variable in (IEnumerable<string>)[setting.Variable, .. setting.OtherVariables])
        {
            if (_environment.TryGetValue(variable, out text))
            {
                return (variable, text);
            }
        }

        IConfigurationSection section = _configuration.GetSection(setting.Key);
        text = setting.ListSeparator is { } separator && section.GetChildren().Any()
            ? string.Join(separator, section.GetChildren().Select(item => item.Value))
            : section.Value;
        return text is null ? null : ($"{setting.Key} in appsettings.json", text);
    }

    private void RefuseUnknownKeys()
    {
        string[] known = [.. SettingTable.All.Select(setting => setting.Key)];
        foreach (IConfigurationSection section in _configuration.GetSection(Setting.Section).GetChildren())
        {
            if (!known.Contains(section.Path, StringComparer.OrdinalIgnoreCase))
            {
                _errors.Add($"{section.Path} in appsettings.json: there is no such key; did you mean {NearestName.Of(section.Path, known).Name}?");
            }
        }
    }

    // Other software may own variables of our prefix (Kubernetes names some after its services), so only near misses are refused.
    private void RefuseMisspeltVariables()
    {
        string[] known = [.. SettingTable.All.Select(setting => setting.Variable)];
        foreach (string variable in _environment.Keys.Where(key => key.StartsWith(Setting.VariablePrefix, StringComparison.OrdinalIgnoreCase)))
        {
            (string nearest, int edits) = NearestName.Of(variable, known);
            if (!known.Contains(variable) && edits <= 1)
            {
                _errors.Add($"{variable}: there is no such setting; did you mean {nearest}?");
            }
        }
    }
}
