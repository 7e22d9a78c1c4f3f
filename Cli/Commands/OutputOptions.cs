using System.CommandLine;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The options on all commands that say how satcli talks: to people or to programs, in colours or without.</summary>
internal sealed class OutputOptions
{
    private const string Text = "text";
    private const string Json = "json";
    private const string Auto = "auto";
    private const string Always = "always";
    private const string Never = "never";

    private readonly Setting _output = Of(
        "output",
        "How to talk: text, for people, by default; json, for programs: errors and notes are a JSON object a line on stderr, and so is "
        + "data on stdout, unless --format says otherwise",
        Text,
        Json);

    private readonly Setting _color = Of(
        "color",
        "Colours: auto, by default: on a terminal, unless NO_COLOR is set or TERM is dumb",
        Auto,
        Always,
        Never);

    public void AddTo(Command root)
    {
        root.Add(_output.Option);
        root.Add(_color.Option);
    }

    /// <summary>Whether the data is for a program.</summary>
    /// <exception cref="CliException">It was asked for neither way.</exception>
    public bool IsJson(ParseResult result)
    {
        try
        {
            return Choice(_output, result, Text, Json) == Json;
        }
        catch (CliException e) when (_output.Read(result) is { FromCommandLine: true } given)
        {
            throw CliException.Usage($"{e.Message} A file to write to is named so:\n  -o {SelfCommand.Quote(given.Value)}");
        }
    }

    /// <summary>The colours of text on stdout.</summary>
    public Paint PaintOfOutput(ParseResult result) => PaintOf(result, Console.IsOutputRedirected);

    /// <summary>Makes errors and notes as they are wanted from here on, also those about the rest of the command line.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public void Apply(ParseResult result) =>
        Stderr.Use(IsJson(result) ? new JsonMessages() : new TextMessages(PaintOf(result, Console.IsErrorRedirected)));

    private Paint PaintOf(ParseResult result, bool isRedirected) => new(Choice(_color, result, Auto, Always, Never) switch
    {
        Always => true,
        Never => false,
        _ => !isRedirected && TerminalDevice.Obeys && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
    });

    // A value that is missing is reported with the rest of the command line.
    private static string Choice(Setting setting, ParseResult result, params ReadOnlySpan<string> allowed) =>
        setting.Read(result) is { Value.Length: > 0 } given ? Value.OneOf(given.Source, given.Value, allowed) : allowed[0];

    private static Setting Of(string name, string description, params string[] allowed)
    {
        string variable = "SATCLI_" + name.ToUpperInvariant();
        var option = new Option<string>("--" + name)
        {
            HelpName = string.Join('|', allowed),
            Description = $"{description} [{variable}]",
            Recursive = true,
        };
        option.CompletionSources.Add(allowed);
        return new Setting(option, variable);
    }
}
