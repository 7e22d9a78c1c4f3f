using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The usual help. Examples are below it, where the eye is after scrolling, and the exit codes below that of the root.</summary>
internal sealed class HelpPage(HelpAction usual, ConnectionOptions connection, string rootExamples) : SynchronousCommandLineAction
{
    // Help works without the options that the command requires.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (Console.IsOutputRedirected)
        {
            usual.MaxWidth = 120;
        }

        var command = parseResult.CommandResult.Command as SatcliCommand;
        if (command is { UsesConnection: false })
        {
            connection.Hide();
        }

        usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Write(output, "Examples:", (command?.Examples ?? rootExamples).Split('\n'));
        if (command is null)
        {
            output.WriteLine();
            Write(output, "Exit codes:", ExitCode.All.Select(known => string.Create(
                CultureInfo.InvariantCulture,
                $"{known.Code,-5}{known.Meaning}")));
        }

        return ExitCode.Done;
    }

    private static void Write(TextWriter output, string title, IEnumerable<string> lines)
    {
        output.WriteLine(title);
        foreach (string line in lines)
        {
            output.WriteLine("  " + line);
        }
    }
}
