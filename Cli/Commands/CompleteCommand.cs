using System.CommandLine;
using System.CommandLine.Completions;
using CodeFirstSatellite.Cli.Completion;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>
/// <c>satcli complete N -- WORD...</c>: what the scripts of <c>satcli completion</c> ask. The first line of the answer is <c>:files</c> or
/// <c>:folders</c> where the shell should complete paths, else <c>:values</c>; then comes a line for each value: the value, a tab, and
/// what it is.
/// </summary>
internal static class CompleteCommand
{
    public static Command Create(RootCommand root, ConnectionOptions connection)
    {
        var index = new Argument<int>("N") { Description = "Which word is completed, from 0" };
        var words = new Argument<string[]>("WORD") { Description = "The words behind satcli", Arity = ArgumentArity.ZeroOrMore };
        var command = new SatcliCommand("complete", "Answer the scripts of satcli completion.", "satcli complete 0 -- get-")
        {
            index,
            words,
        };
        command.Hidden = true;
        command.SetAction(result => Run(root, connection, result.GetValue(index), result.GetValue(words) ?? []));
        return command;
    }

    private static int Run(RootCommand root, ConnectionOptions connection, int index, string[] words)
    {
        string[] before = words[..Math.Clamp(index, 0, words.Length)];
        if (CommandLineCompletion.CommandOf(root, before) is SatcliCommand { UsesConnection: false })
        {
            connection.Hide();
        }

        // Some shells leave out a word that is empty.
        IReadOnlyList<CompletionItem> items =
            CommandLineCompletion.Find(root, before, words.Length > before.Length ? words[before.Length] : "");
        Console.Out.WriteLine(items.Any(PathCompletion.IsFile) ? ":files" : items.Any(PathCompletion.IsFolder) ? ":folders" : ":values");
        foreach (CompletionItem item in items.Where(item => !PathCompletion.IsFile(item) && !PathCompletion.IsFolder(item)))
        {
            Console.Out.WriteLine($"{item.Label}\t{Brief(item.Detail)}");
        }

        return ExitCode.Done;
    }

    // Without the variable, which the help names.
    private static string Brief(string? description) => (description ?? "").Split(" [SATCLI_")[0].ReplaceLineEndings(" ");
}
