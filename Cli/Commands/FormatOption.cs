using System.CommandLine;
using System.CommandLine.Completions;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>--format</c>: how a command writes its data.</summary>
internal sealed class FormatOption
{
    private const string Name = "--format";

    private readonly OutputOptions _output;
    private readonly string _json;
    private readonly string[] _names;

    /// <param name="output">Chooses the default.</param>
    /// <param name="description">What each format is.</param>
    /// <param name="json">The format for programs.</param>
    /// <param name="names">All formats, the default first.</param>
    public FormatOption(OutputOptions output, string description, string json, params string[] names)
    {
        _output = output;
        _json = json;
        _names = names;
        Option = Value.Text(Name, string.Join('|', names), description);
        Option.CompletionSources.Add(names);
    }

    public Option<string?> Option { get; }

    /// <summary>The format; by default the first or, with <c>--output json</c> and on stdout, that for programs.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="path">The file that the data goes to; null or "-" for stdout.</param>
    /// <exception cref="CliException">There is no such format.</exception>
    public string Read(ParseResult result, string? path = null) => result.GetValue(Option) is { } name
        ? Value.OneOf(Name, name, _names)
        : path is null or "-" && _output.IsJson(result) ? _json : _names[0];
}
