using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>The Host's command line: its settings, <c>--help</c> and <c>--version</c>.</summary>
internal static class HostCommand
{
    private const string Help = "--help";

    public static string HelpText => $"""
        Serves a satellite map over gRPC with mutual TLS.

          dotnet run --project Host -- --certs certs --map my-map.txt --urls https://*:8000

        Certificates for a first try: ./satcli certs create --out certs

        {string.Join('\n', SettingTable.All.Select(Describe))}
          --version
              Prints the version.
          {Help}
              Prints this.

        A switch goes before its environment variable, and that before its key in appsettings.json, which is looked for
        beside the Host's assembly and then in the current folder. TIME is a number and a unit: 500ms, 1.5s, 2m, 1h. A list
        has commas between its items (maps: semicolons), is a switch given several times, or an array in appsettings.json.
        Relative paths start at the current folder. The log goes to stderr; its levels are set with the keys of ASP.NET Core:
        Logging__LogLevel__call=None in the environment leaves out the line per call.

        When it serves, it says on one line of stdout where: listening on https://localhost:8000
        SIGTERM and Ctrl-C stop it after calls in flight are done, a second one at once.
        Exit codes: 0 stopped as asked, 1 could not start, 2 wrong usage.

        """;

    public static ParseResult Parse(IReadOnlyList<string> args)
    {
        var root = new Command("host") { new HelpOption(Help, "-h", "-?"), new VersionOption() };
        foreach (HostSetting setting in SettingTable.All)
        {
            root.Add(setting.Option);
        }

        // No response files: a token may begin with @.
        return root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    /// <summary>Prints the help or the version, if that is asked for.</summary>
    public static bool Answers(ParseResult line)
    {
        if (line.Action is HelpAction)
        {
            StandardOutput.Write(HelpText);
            return true;
        }

        return line.Action is not (null or ParseErrorAction) && line.Invoke() == 0;
    }

    /// <summary>Whether a word is a switch, known or not. It is then not a value of the switch before it.</summary>
    public static bool IsSwitch(string word) => word.StartsWith("--", StringComparison.Ordinal);

    /// <summary>What is wrong with the switches; their values are not checked.</summary>
    public static IEnumerable<string> Errors(ParseResult line)
    {
        // System.CommandLine takes an unknown switch after a known switch for its value.
        IEnumerable<string> values = line.CommandResult.Children.SelectMany(child => child.Tokens).Select(token => token.Value);
        IEnumerable<string> directives = line.Tokens.Where(token => token.Type == TokenType.Directive).Select(token => token.Value);
        string[] words = [.. directives, .. line.UnmatchedTokens];
        string[] unknown = [.. words.Concat(values).Where(IsSwitch).Select(word => word.Split('=', ':')[0])];

        // A word after an unknown switch may be a secret, so it is not repeated.
        return unknown.Length == 0
            ? words.Select(word => $"'{word}' is not a switch; each value follows its switch (see {Help})")
            : unknown.Select(name => $"there is no switch {name}; did you mean {Nearest(name, line)}? ({Help} lists all)");
    }

    private static string? Nearest(string name, ParseResult line) =>
        NearestName.Of(name, line.CommandResult.Command.Options.Select(option => option.Name));

    private static string Describe(HostSetting setting) => $"""
          {setting.Switch} {setting.Placeholder}
              {setting.Help.ReplaceLineEndings("\n      ")}
              default: {setting.Default}; environment: {setting.Variable}; key: {setting.Key}
        """;
}
