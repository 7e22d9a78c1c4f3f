using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>A time: by default <c>--at</c>, as of which a map is meant, if it keeps older images.</summary>
internal sealed class TimeOption(string description, string name = "--at")
{
    public Option<string?> Option { get; } = Value.Text(name, "TIME", description);

    /// <summary>The time in microseconds since 1970; null if none is given.</summary>
    public long? Read(ParseResult result) => result.GetValue(Option) is { } text ? Value.Time(Option.Name, text) : null;
}
