using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The usual help, and below it, where the eye is when it has scrolled by, examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual, ConnectionOptions connection, string rootExamples) : SynchronousCommandLineAction
{
    // Whoever asks for help need not have given what the command needs.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (Console.IsOutputRedirected)
        {
            usual.MaxWidth = 120;
        }

        var command = parseResult.CommandResult.Command as SatcliCommand;
        if (command is { CallsServer: false })
        {
            connection.Hide();
        }

        usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string line in (command?.Examples ?? rootExamples).Split('\n'))
        {
            output.WriteLine("  " + line);
        }

        return ExitCode.Done;
    }
}
