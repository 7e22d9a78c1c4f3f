using System.CommandLine;
using CodeFirstSatellite.Cli.Profiles;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli profile use</c>: makes a profile the default.</summary>
internal static class ProfileUseCommand
{
    private const string Examples = """
        satcli profile use berlin                    from now on, unless another is named
        SATCLI_PROFILE=paris satcli get-area         another, once
        """;

    public static Command Create()
    {
        Argument<string> name = ProfileText.Name();
        var command = new SatcliCommand("use", "Make a profile the default.", Examples) { name };
        command.SetAction(result => Run(result.GetRequiredValue(name)));
        return command;
    }

    private static int Run(string name)
    {
        ProfileFile file = ProfileFile.LoadOrCreate();
        file.Default = file.Get(name, "NAME").Name;
        file.Save();
        Stderr.Courtesy($"{name} is the default from now on");
        return ExitCode.Done;
    }
}
