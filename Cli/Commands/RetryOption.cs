using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>--retry-for</c>: how long to try again after a connection was lost, until something arrives.</summary>
internal sealed class RetryOption
{
    // Long enough for a server to restart, or a line to come back.
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    public Option<string?> Option { get; } = Value.Text(
        "--retry-for",
        "TIME",
        "Go on after a lost connection if the server is back within this time; 0 gives up at once. 1m by default");

    public TimeSpan Read(ParseResult result) =>
        result.GetValue(Option) is { } text ? Value.Duration(Option.Name, text, isZeroAllowed: true) : Usual;
}
