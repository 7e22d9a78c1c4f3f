using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Cli.Commands;

namespace CodeFirstSatellite.Cli.Manual;

/// <summary>The manual page, made of the commands and options themselves, so that it cannot differ from the help.</summary>
internal static partial class ManPage
{
    /// <param name="root">The commands.</param>
    /// <param name="examples">Examples of the program as a whole.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="date">The page's date.</param>
    public static string Of(RootCommand root, string examples, string version, DateOnly date)
    {
        var page = new Roff();
        page.Macro("TH", "SATCLI", "1", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"satcli {version}", "User Commands");
        page.Macro("SH", "NAME");
        page.Text($"satcli - {LowerFirst(root.Description!).TrimEnd('.')}");
        page.Macro("SH", "SYNOPSIS");
        page.Macro("B", "satcli");
        page.Text("COMMAND [OPTION]...");
        page.Macro("SH", "DESCRIPTION");
        page.Text($"{root.Description} Data goes to stdout, everything else to stderr.");
        page.Macro("SH", "COMMANDS");
        foreach (Command command in Leaves(root))
        {
            Write(page, command);
        }

        page.Macro("SH", "OPTIONS");
        page.Text("All commands take these. Those that call no server leave the ones about servers unused.");
        WriteOptions(page, root);
        page.Macro("SH", "ENVIRONMENT");
        WriteVariables(page, root);
        page.Macro("SH", "FILES");
        page.Entry(
            Roff.Italic("~/.config/satcli/config.json"),
            "The profiles, as satcli profile add writes them; in $XDG_CONFIG_HOME if that is set, on Windows in %APPDATA%. "
            + "An option overrides its environment variable, which overrides the profile.");
        page.Macro("SH", "EXIT STATUS");
        foreach ((int code, _, string meaning) in ExitCode.All)
        {
            page.Entry(Roff.Bold(code.ToString(CultureInfo.InvariantCulture)), meaning);
        }

        page.Macro("SH", "EXAMPLES");
        page.Example(examples);
        return page.ToString();
    }

    /// <summary>The commands that do something, with those below other commands.</summary>
    private static IEnumerable<Command> Leaves(Command command) => command.Subcommands
        .Where(sub => !sub.Hidden)
        .SelectMany(sub => sub.Subcommands.Count == 0 ? [sub] : Leaves(sub));

    private static void Write(Roff page, Command command)
    {
        IEnumerable<string> words = command.Arguments.Select(Placeholder).Prepend(command.Name);
        for (Command? above = Above(command); above is not null and not RootCommand; above = Above(above))
        {
            words = words.Prepend(above.Name);
        }

        page.Part(string.Join(' ', words));
        page.Text(command.Description!);
        foreach (Argument argument in command.Arguments.Where(argument => argument.Description is not null))
        {
            page.Entry(Roff.Italic(Placeholder(argument)), argument.Description!);
        }

        WriteOptions(page, command);
        page.Macro("PP");
        page.Example(((SatcliCommand)command).Examples);
    }

    private static void WriteOptions(Roff page, Command command)
    {
        foreach (Option option in command.Options.Where(option => !option.Hidden))
        {
            string names = string.Join(", ", option.Aliases
                .Where(alias => alias is ['-', not '?', ..])
                .Append(option.Name)
                .Order(StringComparer.Ordinal)
                .Select(Roff.Bold));
            page.Entry(option.HelpName is null ? names : $"{names} {Roff.Italic(option.HelpName)}", option.Description!);
        }
    }

    private static void WriteVariables(Roff page, RootCommand root)
    {
        foreach (Option option in root.Options)
        {
            if (Variable.Match(option.Description!) is { Success: true } variable)
            {
                page.Entry(Roff.Bold(variable.Groups[1].Value), $"The same as {option.Name}.");
            }
        }

        page.Entry(Roff.Bold("NO_COLOR"), "No colours, if it is set to anything.");
        page.Entry(Roff.Bold("TERM"), "If it is dumb or missing: no colours, no progress, and no map that changes in place.");
    }

    private static Command? Above(Command command) => command.Parents.OfType<Command>().FirstOrDefault();

    private static string Placeholder(Argument argument) => argument.HelpName ?? argument.Name;

    private static string LowerFirst(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    [GeneratedRegex(@"\[(SATCLI_[A-Z_]+)\]")]
    private static partial Regex Variable { get; }
}
