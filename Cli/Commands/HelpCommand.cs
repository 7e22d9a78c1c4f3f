using System.CommandLine;
using System.CommandLine.Completions;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli help COMMAND</c>: the same as <c>satcli COMMAND --help</c>.</summary>
internal static class HelpCommand
{
    private const string Examples = """
        satcli help                                  all commands
        satcli help get-area                         one of them
        satcli help certs create
        """;

    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "The command; all of them without one",
            Arity = ArgumentArity.ZeroOrMore,
        };
        words.CompletionSources.Add(context => Find(context.ParseResult, context.ParseResult.GetValue(words) ?? [], out _).Subcommands
            .Where(sub => !sub.Hidden)
            .Select(sub => new CompletionItem(sub.Name, detail: sub.Description)));
        var command = new SatcliCommand("help", "Show how a command is used.", Examples) { words };
        command.SetAction(result => Run(result, result.GetValue(words) ?? []));
        return command;
    }

    private static int Run(ParseResult result, string[] words)
    {
        Command command = Find(result, words, out string? unknown);
        return unknown is null
            ? result.RootCommandResult.Command.Parse([.. words, "--help"]).Invoke(result.InvocationConfiguration)
            : throw UsageErrors.Unknown(command, unknown, $"there is no command '{string.Join(' ', words)}'.");
    }

    /// <summary>The command that the words name, as far as there is one.</summary>
    private static Command Find(ParseResult result, string[] words, out string? unknown)
    {
        Command command = result.RootCommandResult.Command;
        foreach (string word in words)
        {
            if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is not { } sub)
            {
                unknown = word;
                return command;
            }

            command = sub;
        }

        unknown = null;
        return command;
    }
}
