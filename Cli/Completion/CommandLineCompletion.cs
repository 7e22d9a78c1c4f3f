using System.CommandLine;
using System.CommandLine.Completions;

namespace CodeFirstSatellite.Cli.Completion;

/// <summary>
/// What can stand at a place of a command line. System.CommandLine's own GetCompletions takes an option on all commands for one that still
/// wants its value, and knows no <c>--option=value</c>.
/// </summary>
internal sealed class CommandLineCompletion
{
    private readonly RootCommand _root;
    private readonly CompletionContext _context;
    private readonly List<Option> _given = [];
    private Command _command;
    private Option? _open;
    private int _arguments;
    private bool _onlyArguments;

    private CommandLineCompletion(RootCommand root, IReadOnlyList<string> words)
    {
        _root = root;
        _command = root;
        _context = root.Parse(words, CommandLine.Parsing).GetCompletionContext();
    }

    /// <summary>What can stand behind some words.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="words">The words before.</param>
    /// <param name="current">What has been typed of the word that is completed.</param>
    public static IReadOnlyList<CompletionItem> Find(RootCommand root, IReadOnlyList<string> words, string current)
    {
        var line = new CommandLineCompletion(root, words);
        foreach (string word in words)
        {
            line.Pass(word);
        }

        return [.. line.At(current)];
    }

    /// <summary>The command that the words name.</summary>
    public static Command CommandOf(RootCommand root, IReadOnlyList<string> words)
    {
        var line = new CommandLineCompletion(root, []);
        foreach (string word in words)
        {
            line.Pass(word);
        }

        return line._command;
    }

    private void Pass(string word)
    {
        if (_open is not null)
        {
            _open = null;
        }
        else if (!_onlyArguments && word == "--")
        {
            _onlyArguments = true;
        }
        else if (!_onlyArguments && word.StartsWith('-') && Find(word.Split('=')[0]) is { } option)
        {
            _given.Add(option);
            _open = TakesValue(option) && !word.Contains('=', StringComparison.Ordinal) ? option : null;
        }
        else if (!_onlyArguments && _command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } sub)
        {
            _command = sub;
            _arguments = 0;
        }
        else
        {
            _arguments++;
        }
    }

    private IEnumerable<CompletionItem> At(string current)
    {
        if (_open is not null)
        {
            return Values(_open.CompletionSources, current, "");
        }

        if (!_onlyArguments && current.StartsWith('-'))
        {
            string[] parts = current.Split('=', 2);
            return parts.Length == 1 ? OptionNames(current)
                : Find(parts[0]) is { } option ? Values(option.CompletionSources, parts[1], parts[0] + "=")
                : [];
        }

        // The last argument may take several words.
        IList<Argument> arguments = _command.Arguments;
        Argument? argument = arguments.Count == 0 ? null
            : _arguments < arguments.Count ? arguments[_arguments]
            : arguments[^1] is { Arity.MaximumNumberOfValues: > 1 } last ? last
            : null;
        CompletionItem[] words =
        [
            .. _command.Subcommands.Where(sub => !sub.Hidden && IsBegun(sub.Name, current)).Select(sub => Item(sub.Name, sub)),
            .. argument is null ? [] : Values(argument.CompletionSources, current, ""),
        ];
        return words.Length == 0 && argument is null ? OptionNames(current) : words;
    }

    private IEnumerable<CompletionItem> OptionNames(string current) =>
        from option in Options()
        where !option.Hidden && (!_given.Contains(option) || option.Arity.MaximumNumberOfValues > 1)
        from name in option.Aliases.Prepend(option.Name)
        where name.StartsWith('-') && IsBegun(name, current)
        select Item(name, option);

    /// <summary>The options of the command, and those of the commands above it that hold below them.</summary>
    private IEnumerable<Option> Options()
    {
        IEnumerable<Option> options = _command.Options;
        for (Command? above = Above(_command); above is not null; above = Above(above))
        {
            options = options.Concat(above.Options.Where(option => option.Recursive));
        }

        return options;

        static Command? Above(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
    }

    private Option? Find(string name) => Options().FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private IEnumerable<CompletionItem> Values(
        IEnumerable<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, string current, string prefix) =>
        sources.SelectMany(source => source(_context))
            .Where(item => PathCompletion.IsFile(item) || PathCompletion.IsFolder(item) || IsBegun(item.Label, current))
            .Select(item => new CompletionItem(prefix + item.Label, item.Kind!, detail: item.Detail));

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static bool IsBegun(string word, string current) => word.StartsWith(current, StringComparison.Ordinal);

    private static CompletionItem Item(string name, Symbol symbol) => new(name, detail: symbol.Description);
}
