using System.CommandLine;
using System.CommandLine.Parsing;

namespace CodeFirstSatellite.Settings;

/// <summary>An option with environment variables. The command line overrides the variables.</summary>
/// <param name="option">The option.</param>
/// <param name="variables">The variables; the first that is set counts.</param>
public class Setting(Option option, params IReadOnlyList<string> variables)
{
    /// <summary>The option.</summary>
    public Option Option { get; } = option;

    /// <summary>The values, and the option or variable that gave them, for error messages; null if none did.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="environment">
    /// Looks up a variable; by default in the process's environment, where an empty variable counts as unset.
    /// </param>
    public Given? Read(ParseResult line, Func<string, string?>? environment = null)
    {
        if (line.GetResult(Option) is { Implicit: false } found)
        {
            return new Given(Option.Name, [.. found.Tokens.Select(token => token.Value)], SettingOrigin.CommandLine);
        }

        environment ??= name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
        return variables.Select(name => environment(name) is { } value ? new Given(name, [value], SettingOrigin.Environment) : null)
            .FirstOrDefault(given => given is not null);
    }
}

/// <summary>The values of a setting, and where they come from.</summary>
/// <param name="Source">The option's or the variable's name.</param>
/// <param name="Values">The values; none for a switch without one.</param>
/// <param name="Origin">Where it was given.</param>
public sealed record Given(string Source, IReadOnlyList<string> Values, SettingOrigin Origin)
{
    /// <summary>Whether it was an option.</summary>
    public bool FromCommandLine => Origin == SettingOrigin.CommandLine;

    /// <summary>The value of a setting that has one; empty for a switch without one.</summary>
    public string Value => Values.Count > 0 ? Values[0] : "";

    /// <summary>The source alone, since values can be secret.</summary>
    public override string ToString() => Source;
}
