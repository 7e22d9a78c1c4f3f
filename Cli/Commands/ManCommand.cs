using System.CommandLine;
using System.Text;
using CodeFirstSatellite.Cli.Manual;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli man</c>: prints the manual page.</summary>
internal static class ManCommand
{
    private const string Examples = """
        satcli man | man -l -                        read it
        satcli man > ~/.local/share/man/man1/satcli.1
        """;

    public static Command Create(RootCommand root, string rootExamples)
    {
        var command = new SatcliCommand("man", "Print the manual page, satcli(1), in roff.", Examples);
        command.SetAction(_ =>
        {
            using OutputTarget output = OutputTarget.Open(null);
            string page = ManPage.Of(root, rootExamples, ProgramVersion.Number, DateOnly.FromDateTime(DateTime.UtcNow));
            output.Sink.Write(Encoding.UTF8.GetBytes(page));
            output.Complete();
            return ExitCode.Done;
        });
        return command;
    }
}
