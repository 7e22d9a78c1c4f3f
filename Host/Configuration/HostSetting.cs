using System.CommandLine;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>An option of the Host, an environment variable and a key in appsettings.json. The first of them that is set counts.</summary>
/// <param name="name">Its name in kebab case; the names of option, variable and key follow from it.</param>
/// <param name="placeholder">What the value stands for in the help, such as <c>FILE</c>.</param>
/// <param name="usual">The default, in words.</param>
/// <param name="apply">Sets the value. Throws a <see cref="FormatException"/> whose message says what is expected.</param>
/// <param name="separator">Separates the items of a list; null if there can be only one value.</param>
/// <param name="otherVariables">Environment variables of ASP.NET Core that mean the same. Ours overrides them.</param>
internal sealed class HostSetting(
    string name,
    string placeholder,
    string usual,
    Action<SatelliteOptions, string> apply,
    char? separator = null,
    params string[] otherVariables)
    : Setting(
        // Of any arity, so that errors in the values get our messages.
        new Option<string[]>("--" + name) { Arity = ArgumentArity.ZeroOrMore },
        [VariableOf(name), .. otherVariables])
{
    public const string Section = "Satellite";
    public const string VariablePrefix = "SATELLITE_";

    public string Switch => Option.Name;

    public string Variable => VariableOf(name);

    public string Key => Section + ":" + string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    public string Placeholder => placeholder;

    public string Default => usual;

    /// <summary>The lines of the help.</summary>
    public required string Help { get; init; }

    /// <summary>How an error shows a wrong value.</summary>
    public Func<string, string> Show { get; init; } = text => $", got '{text}'";

    /// <summary>Sets the values that were given.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public string? Apply(SatelliteOptions options, Given given)
    {
        string[] values = [.. given.Values.Where(value => !given.FromCommandLine || !HostCommand.IsSwitch(value))];
        if (separator is null && values.Length > 1)
        {
            return $"{given.Source} is given twice";
        }

        string text = string.Join(separator ?? ',', values);
        if (text.Length == 0)
        {
            // An empty token list from an unset variable in a script would let everybody in.
            return $"{given.Source}: expected {placeholder}, got nothing; leave it out for the default ({usual})";
        }

        try
        {
            apply(options, text);
            return null;
        }
        catch (FormatException e)
        {
            return $"{given.Source}: expected {e.Message}{Show(text)}";
        }
    }

    private static string VariableOf(string name) => VariablePrefix + name.ToUpperInvariant().Replace('-', '_');
}
