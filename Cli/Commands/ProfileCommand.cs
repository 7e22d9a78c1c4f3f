using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli profile</c>: the commands for profiles.</summary>
internal static class ProfileCommand
{
    private const string Examples = """
        satcli profile add berlin --server https://sat.example.org:8000 --certs ~/certs/berlin
        satcli profile list                          the profiles; * marks the default
        satcli profile use berlin                    make it the default
        satcli get-area --profile berlin             use it once
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk) =>
        new SatcliCommand("profile", "Keep servers and certificates under a name.", Examples)
        {
            ProfileAddCommand.Create(connection),
            ProfileListCommand.Create(talk),
            ProfileShowCommand.Create(connection, talk),
            ProfileUseCommand.Create(),
            ProfileRemoveCommand.Create(),
        };
}
