using System.CommandLine;
using System.CommandLine.Parsing;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>An option that can be set by an environment variable as well; the command line wins.</summary>
internal sealed class Setting
{
    private readonly Option<string?> _option;
    private readonly string _variable;

    public Setting(string name, string variable, string valueName, string description)
    {
        _variable = variable;
        _option = new Option<string?>(name) { HelpName = valueName, Description = $"{description} [{variable}]", Recursive = true };
    }

    public Option Option => _option;

    /// <summary>What was given and by which name, so that a complaint can say where the wrong value stands; an empty variable is none.</summary>
    public Given? Read(ParseResult result)
    {
        if (result.GetResult(_option) is OptionResult { Implicit: false })
        {
            return new Given(_option.Name, result.GetValue(_option) ?? "", FromCommandLine: true);
        }

        return Environment.GetEnvironmentVariable(_variable) is { Length: > 0 } value ? new Given(_variable, value, FromCommandLine: false) : null;
    }

    internal sealed record Given(string Source, string Value, bool FromCommandLine);
}
