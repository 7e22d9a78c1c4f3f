using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class SatcliCommand(string name, string description, string examples) : Command(name, description)
{
    /// <summary>Example command lines, each with what it does.</summary>
    public string Examples { get; } = examples;

    /// <summary>Whether the command calls a server, and so uses the connection options.</summary>
    public bool CallsServer { get; set; }
}

/// <summary>The usual help, and examples below it, where the eye is after scrolling.</summary>
internal sealed class HelpWithExamples(HelpAction usual, ConnectionOptions connection, string rootExamples) : SynchronousCommandLineAction
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
