using System.CommandLine;
using CodeFirstSatellite.Cli.Profiles;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli profile remove</c>: removes a profile, and no certificate.</summary>
internal static class ProfileRemoveCommand
{
    private const string Examples = "satcli profile remove berlin                 its certificates stay";

    public static Command Create()
    {
        Argument<string> name = ProfileText.Name();
        var command = new SatcliCommand("remove", "Remove a profile. Its certificates stay.", Examples) { name };
        command.SetAction(result => Run(result.GetRequiredValue(name)));
        return command;
    }

    private static int Run(string name)
    {
        ProfileFile file = ProfileFile.LoadOrCreate();
        bool wasDefault = file.Default == name;
        file.Remove(file.Get(name, "NAME"));
        file.Save();
        if (wasDefault)
        {
            Stderr.Courtesy(
                $"{name} was the default, and now there is none. To choose one:\n  {SelfCommand.With("profile", "use", "NAME")}");
        }

        return ExitCode.Done;
    }
}
