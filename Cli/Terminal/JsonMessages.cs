using System.Text.Json;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Terminal;

/// <summary>Messages for programs: a JSON object a line. docs/satcli.md says what its members are.</summary>
internal sealed class JsonMessages : MessageWriter
{
    public override void Error(CliException error) =>
        Write("error", error.Detail, ExitCode.NameOf(error.ExitCode), error.Status, error.ExitCode);

    public override void Note(CliException failure) => Write("note", failure.Detail, ExitCode.NameOf(failure.ExitCode), failure.Status);

    public override void Note(string message) => Write("note", message);

    public override void Bug(Exception bug) =>
        Write("error", $"a mistake in satcli itself; please report it\n{bug}", "bug", exitCode: ExitCode.CallFailed);

    private static void Write(string type, string message, string? code = null, string? status = null, int? exitCode = null) =>
        Console.Error.WriteLine(JsonLine.Of(json =>
        {
            json.WriteString("type", type);
            WriteUnlessNull(json, "code", code);
            WriteUnlessNull(json, "status", status);
            JsonLine.WriteMessage(json, message);
            if (exitCode is { } number)
            {
                json.WriteNumber("exitCode", number);
            }
        }));

    private static void WriteUnlessNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
