using System.CommandLine;
using CodeFirstSatellite.Cli.Profiles;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli profile add</c>: keeps a server and certificates under a name.</summary>
internal static class ProfileAddCommand
{
    private const string Examples = """
        satcli profile add berlin --server https://sat.example.org:8000 --certs ~/certs/berlin
        satcli profile add paris --server https://paris.example.org:8000 --ca ca.pem --cert me.pem --key me-key.pem
        satcli profile add berlin --token-file ~/certs/berlin/token --map blue-marble --deadline 10s --force
        """;

    public static Command Create(ConnectionOptions connection)
    {
        var name = new Argument<string>("NAME") { Description = "The profile" };
        var force = new Option<bool>("--force") { Description = "Replace the profile of that name" };
        var command = new SatcliCommand(
            "add",
            "Add a profile of the options below, except --token, --verbose and --profile. The first one is the default.",
            Examples)
        {
            name,
            force,
        };
        command.UsesConnection = true;
        command.SetAction(result =>
            Run(result.GetRequiredValue(name), connection.ReadForProfile(result), result.GetValue(force)));
        return command;
    }

    private static int Run(string name, Dictionary<string, string> values, bool force)
    {
        if (!Profile.IsName(name))
        {
            throw CliException.Usage(
                $"'{name}' cannot name a profile; use letters, digits, '-', '_' and '.', 64 at most, a letter or digit first.");
        }

        if (values.Count == 0)
        {
            throw CliException.Usage(
                "which server? Name it, or its certificates:\n"
                + $"  {SelfCommand.With("profile", "add", name, "--server", "https://HOST:PORT", "--certs", "DIR")}");
        }

        ProfileFile file = ProfileFile.LoadOrCreate();
        if (!force && file.Profiles.Any(profile => profile.Name == name))
        {
            throw CliException.Usage(
                $"there is a profile '{name}' already; nothing was changed. Another name will do, or --force replaces it. What it is:\n"
                + $"  {SelfCommand.With("profile", "show", name)}");
        }

        file.Add(new Profile(name, values));
        file.Save();
        Stderr.Courtesy($"written to {file.FilePath}. To see whether it works:\n  {SelfCommand.With("doctor", "--profile", name)}");
        return ExitCode.Done;
    }
}
