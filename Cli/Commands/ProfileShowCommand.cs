using System.CommandLine;
using CodeFirstSatellite.Cli.Profiles;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli profile show</c>: shows what a profile holds.</summary>
internal static class ProfileShowCommand
{
    private const string Examples = """
        satcli profile show                          the profile that commands use, if one is named or the default
        satcli profile show berlin
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        Argument<string?> name = ProfileText.OptionalName();
        FormatOption format = ProfileText.Format(talk);
        var command = new SatcliCommand("show", "Show what a profile holds.", Examples) { name, format.Option };
        command.SetAction(result => Run(connection, result, result.GetValue(name), format.Read(result)));
        return command;
    }

    private static int Run(ConnectionOptions connection, ParseResult result, string? name, string format)
    {
        if (name is not null)
        {
            ProfileFile file = ProfileFile.LoadOrCreate();
            Console.Out.Write(ProfileText.Show(file.Get(name, "NAME"), file, format));
            return ExitCode.Done;
        }

        (Profile profile, ProfileFile from) = connection.ChosenProfile(result)
            ?? throw CliException.Usage($"no profile is in use. Which there are:\n  {SelfCommand.With("profile", "list")}");
        Console.Out.Write(ProfileText.Show(profile, from, format));
        return ExitCode.Done;
    }
}
