using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The usual help, and below it, where the eye is when it has scrolled by, examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual, string rootExamples) : SynchronousCommandLineAction
{
    // Help for a command asks for no values, so nothing that is missing is an error.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = usual.Invoke(parseResult);
        string? examples = parseResult.CommandResult.Command switch
        {
            SatcliCommand command => command.Examples,
            RootCommand => rootExamples,
            _ => null,
        };

        if (examples is not null)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in examples.Split('\n'))
            {
                output.WriteLine("  " + line);
            }

            output.WriteLine();
        }

        return exitCode;
    }
}
