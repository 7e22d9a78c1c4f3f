using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>Says what is wrong with a command line that could not be parsed.</summary>
internal static class UsageErrors
{
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">What is wrong.</exception>
    public static int Report(ParseResult result, HelpOption help, bool isJson)
    {
        Command command = result.CommandResult.Command;
        bool isNothingAsked = command.Subcommands.Count > 0 && result.UnmatchedTokens.Count == 0;
        if (isNothingAsked && !isJson)
        {
            // Show the help, on stderr since it is not data for a script.
            result.InvocationConfiguration.Output = Console.Error;
            ((HelpPage)help.Action!).Invoke(result);
            return ExitCode.Usage;
        }

        // A misspelt command is also reported as missing; skip that.
        string[] errors = [.. result.Errors
            .Skip(result.UnmatchedTokens.Count > 0 && command.Subcommands.Count > 0 ? 1 : 0)
            .Select(error => error.Message)];
        throw Unknown(command, result.UnmatchedTokens is [var word, ..] ? word : null, string.Join('\n', errors));
    }

    /// <summary>Refuses options and arguments that are an empty word, as an unset variable of a shell leaves behind.</summary>
    /// <exception cref="CliException">One of them is empty.</exception>
    public static void RefuseEmpty(ParseResult result)
    {
        // Of the command and of those above it, whose options hold below.
        for (SymbolResult? at = result.CommandResult; at is CommandResult command; at = at.Parent)
        {
            foreach (SymbolResult child in command.Children)
            {
                if (child.Tokens.Any(token => token.Value.Length == 0))
                {
                    string name = child is OptionResult option ? option.Option.Name : ((ArgumentResult)child).Argument.Name;
                    throw CliException.Usage($"{name}: expected a value, found an empty word. Is a variable of the shell unset?");
                }
            }
        }
    }

    /// <summary>A word that means nothing to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="word">The word; null when something else is wrong.</param>
    /// <param name="message">What is wrong.</param>
    public static CliException Unknown(Command command, string? word, string message)
    {
        IEnumerable<string> names =
        [
            .. command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name),
            .. command.Options.Concat(PathOf(command).SelectMany(parent => parent.Options).Where(option => option.Recursive))
                .Select(option => option.Name),
        ];
        string? nearest = word is null ? null : NearestName.Of(word, names, mostEdits: 1 + (word.Length / 5));
        string[] path = [.. PathOf(command).Skip(1).Select(parent => parent.Name)];
        return CliException.Usage(
            message
            + (nearest is null ? "" : $"\nDid you mean {nearest}?")
            + $"\nTo see how it is used:\n  {SelfCommand.With([.. path, "--help"])}");
    }

    /// <summary>The commands from the root down to this one.</summary>
    private static IEnumerable<Command> PathOf(Command command) => command.Parents.OfType<Command>().SelectMany(PathOf).Append(command);
}
