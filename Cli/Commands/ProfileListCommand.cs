using System.CommandLine;
using CodeFirstSatellite.Cli.Profiles;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli profile list</c>: lists the profiles.</summary>
internal static class ProfileListCommand
{
    private const string Examples = """
        satcli profile list                          a line for each profile; * marks the default
        satcli profile list --format json            a JSON object for each
        """;

    public static Command Create(OutputOptions talk)
    {
        FormatOption format = ProfileText.Format(talk);
        var command = new SatcliCommand("list", "List the profiles.", Examples) { format.Option };
        command.SetAction(result => Run(format.Read(result)));
        return command;
    }

    private static int Run(string format)
    {
        ProfileFile? file = ProfileFile.Load();
        if (file is null or { Profiles: [] })
        {
            Stderr.Courtesy(
                "there is no profile yet. To make one:\n"
                + $"  {SelfCommand.With("profile", "add", "NAME", "--server", "https://HOST:PORT", "--certs", "DIR")}");
            return ExitCode.Done;
        }

        Console.Out.Write(ProfileText.List(file, format));
        return ExitCode.Done;
    }
}
