using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using CodeFirstSatellite.Cli.Output;

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
            // Nothing was asked for, so here is what there is; on stderr, since it is not what a script was to read.
            result.InvocationConfiguration.Output = Console.Error;
            ((HelpWithExamples)help.Action!).Invoke(result);
            return ExitCode.Usage;
        }

        // A misspelt command is a missing one too, which is no news.
        IEnumerable<ParseError> errors = result.UnmatchedTokens.Count > 0 ? result.Errors.Skip(command.Subcommands.Count > 0 ? 1 : 0) : result.Errors;
        foreach (ParseError error in errors)
        {
            Stderr.Note(error.Message);
        }

        string[] path = [.. PathOf(command)];
        if (result.UnmatchedTokens is [var misspelt, ..] && Nearest(misspelt, command) is { } nearest)
        {
            Console.Error.WriteLine($"Did you mean {nearest}?");
        }

        Console.Error.WriteLine($"To see how it is used:\n  {SelfCommand.With([.. path, "--help"])}");
        return ExitCode.Usage;
    }

    private static IEnumerable<string> PathOf(Command command) =>
        command is RootCommand ? [] : command.Parents.OfType<Command>().SelectMany(PathOf).Append(command.Name);

    private static string? Nearest(string word, Command command)
    {
        IEnumerable<string> names = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.Select(option => option.Name));
        string? nearest = names.MinBy(name => Distance(word, name));
        return nearest is not null && Distance(word, nearest) <= 1 + (word.Length / 5) ? nearest : null;
    }

    /// <summary>How many letters are to be added, taken away or changed to make one word of the other (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
