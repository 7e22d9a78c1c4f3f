using System.CommandLine;
using System.Text;
using CodeFirst.Grpc.Schema;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli export-proto</c>: prints the schema, for clients in other languages.</summary>
internal static class ExportProtoCommand
{
    private const string Examples = """
        satcli export-proto                          print satellite.proto
        satcli export-proto -o satellite.proto       ... into a file
        satcli export-proto --all -o protos          every file, into a folder
        protoc --python_out=. satellite.proto        make Python classes of it
        """;

    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Every file of the contracts, not satellite.proto alone; needs -o" };
        Option<string?> output = Value.File("--out", "PATH", "Write to this file, or with --all into this folder", "-o");
        var command = new SatcliCommand("export-proto", "Print the schema of the service as a .proto file.", Examples) { all, output };
        command.SetAction(result => Run(result.GetValue(all), result.GetValue(output)));
        return command;
    }

    private static int Run(bool all, string? path)
    {
        if (!all)
        {
            using OutputTarget output = OutputTarget.Open(path);
            output.Sink.Write(Encoding.UTF8.GetBytes(Files().First().Text));
            output.Complete();
            return ExitCode.Done;
        }

        if (path is null or "-")
        {
            throw CliException.Usage(
                $"--all writes several files, so it needs a folder:\n  {SelfCommand.With(["export-proto", "--all", "-o", "protos"])}");
        }

        LocalFolder.Create(path);
        foreach ((string name, string text) in Files())
        {
            string file = Path.Combine(path, name);
            using OutputTarget output = OutputTarget.Open(file);
            output.Sink.Write(Encoding.UTF8.GetBytes(text));
            output.Complete();
            Console.Out.WriteLine(file);
        }

        return ExitCode.Done;
    }

    /// <summary>Name and text of each .proto file, that of the Satellite service first.</summary>
    private static IEnumerable<(string Name, string Text)> Files() => ContractFiles.All.Select(file => (file.Name, ProtoText.Print(file)));
}
