using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli --version</c>: what a report of a fault should say of the program.</summary>
internal sealed class VersionAction(OutputOptions output) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter stdout = parseResult.InvocationConfiguration.Output;
        if (output.IsJson(parseResult))
        {
            stdout.WriteLine(JsonLine.Of(json =>
            {
                json.WriteString("version", ProgramVersion.Number);
                if (ProgramVersion.Commit is { } commit)
                {
                    json.WriteString("commit", commit);
                }

                json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
                json.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
            }));
        }
        else
        {
            string from = ProgramVersion.Commit is { } commit ? commit + ", " : "";
            string runtime = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";
            stdout.WriteLine($"satcli {ProgramVersion.Number} ({from}{runtime})");
        }

        return ExitCode.Done;
    }
}
