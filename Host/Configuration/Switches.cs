namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Reads a command line of <c>--name VALUE</c> and <c>--name=VALUE</c>.</summary>
internal static class Switches
{
    private const string Help = "--help";

    /// <summary>Whether the help is asked for, whatever else stands there.</summary>
    public static bool AskForHelp(IReadOnlyList<string> args) => args.Any(arg => arg is Help or "-h" or "-?");

    /// <summary>Reads the values by the settings' names.</summary>
    public static IReadOnlyDictionary<string, string> Parse(IReadOnlyList<string> args, List<string> errors)
    {
        var values = new Dictionary<string, string>();
        for (int i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                errors.Add($"'{args[i]}' is not a switch; each value follows its switch (see {Help})");
                continue;
            }

            string[] parts = args[i].Split('=', 2);
            if (SettingTable.All.FirstOrDefault(s => s.Switch == parts[0]) is not { } setting)
            {
                errors.Add($"there is no switch {parts[0]}; did you mean {NearestName.Of(parts[0], [.. SettingTable.All.Select(s => s.Switch), Help]).Name}? ({Help} lists all)");
                i += parts.Length == 1 && HasValueAt(args, i + 1) ? 1 : 0;
                continue;
            }

            if (parts.Length == 1 && !HasValueAt(args, i + 1))
            {
                errors.Add($"{setting.Switch} needs a value, {setting.Switch} {setting.Placeholder}");
                continue;
            }

            string value = parts.Length == 2 ? parts[1] : args[++i];
            if (values.TryAdd(setting.Name, value))
            {
                continue;
            }

            if (setting.IsRepeatable)
            {
                values[setting.Name] += $"{setting.ListSeparator}{value}";
            }
            else
            {
                errors.Add($"{setting.Switch} is given twice");
            }
        }

        return values;
    }

    private static bool HasValueAt(IReadOnlyList<string> args, int index) =>
        index < args.Count && !args[index].StartsWith("--", StringComparison.Ordinal);
}
