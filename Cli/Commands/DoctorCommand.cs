using System.CommandLine;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Diagnosis;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli doctor</c>: checks everything that a call needs, and says what is wrong.</summary>
internal static class DoctorCommand
{
    private const string Text = "text";
    private const string Json = "json";
    private const int CheckWidth = 20;
    private const int VerdictWidth = 9;

    private const string Examples = """
        satcli doctor                                certificates, server, clock, token, maps: a line for each check
        satcli doctor --profile berlin               ... of another profile
        satcli doctor --format json                  a JSON object for each
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var format = new FormatOption(talk, "text, by default; json: an object a line", json: Json, Text, Json);
        var command = new SatcliCommand(
            "doctor",
            "Check certificates, server and clock, and say what is wrong. Exits as a call would that fails of it.",
            Examples)
        {
            format.Option,
        };
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            () => connection.Read(result),
            format.Read(result) == Json ? ToJson : finding => ToText(finding, talk.PaintOfOutput(result)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Func<ConnectionRequest> read, Func<Finding, string> write, CancellationToken cancellationToken)
    {
        int exitCode = ExitCode.Done;
        await foreach (Finding finding in Doctor.RunAsync(read, cancellationToken))
        {
            Console.Out.WriteLine(write(finding));
            exitCode = exitCode == ExitCode.Done && finding.Verdict == Verdict.Failed ? finding.ExitCode : exitCode;
        }

        return exitCode;
    }

    private static string ToText(Finding finding, Paint paint)
    {
        string verdict = Name(finding.Verdict).PadRight(VerdictWidth);
        string coloured = finding.Verdict switch
        {
            Verdict.Ok => paint.Good(verdict),
            Verdict.Warning => paint.Doubtful(verdict),
            Verdict.Failed => paint.Bad(verdict),
            _ => paint.Faint(verdict),
        };
        string indent = "\n" + new string(' ', VerdictWidth + CheckWidth);
        return coloured + finding.Check.PadRight(CheckWidth) + finding.Message.Replace("\n", indent, StringComparison.Ordinal);
    }

    private static string ToJson(Finding finding) => JsonLine.Of(json =>
    {
        json.WriteString("check", finding.Check);
        json.WriteString("verdict", Name(finding.Verdict));
        JsonLine.WriteMessage(json, finding.Message);
        if (finding.Verdict == Verdict.Failed)
        {
            json.WriteNumber("exitCode", finding.ExitCode);
        }
    });

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Warning => "warning",
        Verdict.Failed => "failed",
        _ => "skipped",
    };
}
