using System.Collections;
using System.CommandLine;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>
/// Reads the settings of <see cref="SettingTable"/> from the command line, the environment and appsettings.json. Refuses unknown settings:
/// a misspelt token setting must not open the door.
/// </summary>
internal static class SettingReader
{
    /// <summary>Reads all settings.</summary>
    /// <exception cref="StartException">Settings are wrong; the message has a line for each error.</exception>
    public static SatelliteOptions Read(ParseResult line, IReadOnlyDictionary<string, string> environment, IConfiguration configuration)
    {
        var options = new SatelliteOptions();
        string[] errors =
        [
            .. HostCommand.Errors(line),
            .. from setting in SettingTable.All
               let given = setting.Read(line, name => environment.GetValueOrDefault(name)) ?? InFile(configuration.GetSection(setting.Key))
               where given is not null
               let error = setting.Apply(options, given)
               where error is not null
               select error,
            .. UnknownKeys(configuration),
            .. MisspeltVariables(environment),
            .. ForeignPorts.Find(environment, configuration),
        ];
        return errors.Length == 0 ? options : throw new StartException(StartException.Usage, string.Join('\n', errors));
    }

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");

    private static Given? InFile(IConfigurationSection section)
    {
        string[] items = [.. section.GetChildren().Select(item => item.Value ?? "")];
        return items.Length > 0 || section.Value is not null
            ? new Given($"{section.Path} in appsettings.json", items.Length > 0 ? items : [section.Value!], SettingOrigin.File)
            : null;
    }

    private static IEnumerable<string> UnknownKeys(IConfiguration configuration)
    {
        string[] known = [.. SettingTable.All.Select(setting => setting.Key)];
        return from section in configuration.GetSection(HostSetting.Section).GetChildren()
               where !known.Contains(section.Path, StringComparer.OrdinalIgnoreCase)
               select $"{section.Path} in appsettings.json: there is no such key; did you mean {NearestName.Of(section.Path, known)}?";
    }

    // Other software may own variables of our prefix (Kubernetes names some after its services), so only near misses are refused.
    private static IEnumerable<string> MisspeltVariables(IReadOnlyDictionary<string, string> environment)
    {
        string[] known = [.. SettingTable.All.Select(setting => setting.Variable)];
        return from variable in environment.Keys
               where variable.StartsWith(HostSetting.VariablePrefix, StringComparison.OrdinalIgnoreCase) && !known.Contains(variable)
               let nearest = NearestName.Of(variable, known, mostEdits: 1)
               where nearest is not null
               select $"{variable}: there is no such setting; did you mean {nearest}?";
    }
}
