namespace CodeFirstSatellite.Cli;

/// <summary>The command that starts this program, so that hints can be pasted as they are.</summary>
internal static class SelfCommand
{
    /// <summary>Set by the scripts that run satcli from a clone.</summary>
    private const string Variable = "SATCLI_COMMAND";

    public static string Name { get; } = Find();

    /// <summary>The command line that runs satcli with these arguments, quoted for a shell.</summary>
    public static string With(params IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote).Prepend(Name));

    public static string Quote(string argument)
    {
        bool plain = argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c)
            || "-_./:,=@%+".Contains(c, StringComparison.Ordinal)
            || (OperatingSystem.IsWindows() && c == '\\'));
        if (plain)
        {
            return argument;
        }

        return OperatingSystem.IsWindows() ? $"\"{argument}\"" : $"'{argument.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } command)
        {
            return Quote(command);
        }

        string? program = Environment.ProcessPath;
        if (program is null || Path.GetFileNameWithoutExtension(program) != "satcli")
        {
            return "dotnet " + Quote(Path.Combine(AppContext.BaseDirectory, "satcli.dll"));
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        bool onPath = path.Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, Path.GetFileName(program))));
        return onPath ? "satcli" : Quote(program);
    }
}
