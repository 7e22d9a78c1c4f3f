using System.CommandLine;
using System.Globalization;
using CodeFirstSatellite.Cli.Completion;
using CodeFirstSatellite.Maps.Changes;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>Reads the values of options. An error names the option, the wrong value and what is expected.</summary>
internal static class Value
{
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(24);

    /// <summary>Makes an option whose value is read as text first.</summary>
    public static Option<string?> Text(string name, string valueName, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = valueName, Description = description };

    /// <summary>The same for the path of a file, which shells complete.</summary>
    public static Option<string?> File(string name, string valueName, string description, params string[] aliases)
    {
        Option<string?> option = Text(name, valueName, description, aliases);
        option.CompletionSources.Add(PathCompletion.File);
        return option;
    }

    /// <summary>The same for the path of a folder.</summary>
    public static Option<string?> Folder(string name, string valueName, string description)
    {
        Option<string?> option = Text(name, valueName, description);
        option.CompletionSources.Add(PathCompletion.Folder);
        return option;
    }

    public static int Coordinate(string option, string text) =>
        TryInt(text, out int value)
            ? value
            : throw CliException.Usage($"{option}: '{text}' is not a whole number from {int.MinValue} to {int.MaxValue}.");

    public static double Degrees(string option, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw CliException.Usage($"{option}: '{text}' is not a number of degrees, such as 12.49");

    public static GeoBounds Bounds(string option, string text) => GeoBounds.TryParseBox(text, out GeoBounds bounds, out string? error)
        ? bounds
        : throw CliException.Usage(
            $"{option}: '{text}' is no rectangle: {error}.\nWrite degrees west,south,east,north, such as {option} 5.8,47.2,15.1,55.1");

    public static (int X, int Y) Corner(string option, string text)
    {
        string[] parts = text.Split(',');
        return parts.Length == 2 && TryInt(parts[0], out int x) && TryInt(parts[1], out int y)
            ? (x, y)
            : throw CliException.Usage($"{option}: '{text}' is not a corner; write two whole numbers with a comma, such as {option} 10,5");
    }

    public static long Version(string option, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw CliException.Usage(
                $"{option}: '{text}' is not a version; it is a whole number, such as the last that an earlier watch gave.");

    /// <summary>A time in microseconds since 1970: a date and a time of day, UTC unless it says otherwise, or a version.</summary>
    public static long Time(string option, string text) => VersionTime.TryParse(text, out long version)
        ? version
        : throw CliException.Usage(
            $"{option}: '{text}' is not a time; write it as 2026-11-20T12:00Z, or a version that watch or history shows.");

    public static int Zoom(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw CliException.Usage($"{option}: '{text}' is not a zoom level; write a whole number from 0, such as 7.");

    public static TimeSpan Duration(string option, string text, bool isZeroAllowed = false)
    {
        try
        {
            return Settings.Duration.Parse(text, LongestDuration, isZeroAllowed);
        }
        catch (FormatException e)
        {
            throw CliException.Usage($"{option}: '{text}' is not {e.Message}.");
        }
    }

    public static bool Switch(string option, string text) => text.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" or "on" => true,
        "0" or "false" or "no" or "off" => false,
        _ => throw CliException.Usage($"{option}: '{text}' is neither on nor off; write 1 or 0."),
    };

    /// <summary>The value of an option that takes one of a few words.</summary>
    public static string OneOf(string option, string text, params ReadOnlySpan<string> allowed) => allowed.Contains(text)
        ? text
        : throw CliException.Usage($"{option}: '{text}' is not one of {string.Join(", ", allowed!)}.");

    private static bool TryInt(string text, out int value) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);
}
