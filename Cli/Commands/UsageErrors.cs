using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>Says what is wrong with a command line that could not be parsed.</summary>
internal static class UsageErrors
{
    /// <returns>The exit code.</returns>
    public static int Report(ParseResult result, HelpOption help)
    {
        Command command = result.CommandResult.Command;
        if (command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0)
        {
            // Nothing was asked for: show the help, on stderr since it is not data for a script.
            result.InvocationConfiguration.Output = Console.Error;
            ((HelpWithExamples)help.Action!).Invoke(result);
            return ExitCode.Usage;
        }

        // A misspelt command is also reported as missing; skip that.
        IEnumerable<ParseError> errors = result.UnmatchedTokens.Count > 0
            ? result.Errors.Skip(command.Subcommands.Count > 0 ? 1 : 0)
            : result.Errors;
        foreach (ParseError error in errors)
        {
            Stderr.Note(error.Message);
        }

        string[] path = [.. PathOf(command)];
        IEnumerable<string> names = [.. command.Subcommands.Select(sub => sub.Name), .. command.Options.Select(option => option.Name)];
        if (result.UnmatchedTokens is [var misspelt, ..]
            && NearestName.Of(misspelt, names, mostEdits: 1 + (misspelt.Length / 5)) is { } nearest)
        {
            Console.Error.WriteLine($"Did you mean {nearest}?");
        }

        Console.Error.WriteLine($"To see how it is used:\n  {SelfCommand.With([.. path, "--help"])}");
        return ExitCode.Usage;
    }

    private static IEnumerable<string> PathOf(Command command) =>
        command is RootCommand ? [] : command.Parents.OfType<Command>().SelectMany(PathOf).Append(command.Name);
}
