using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs</c>: the commands for certificates.</summary>
internal static class CertsCommand
{
    private const string Examples = """
        satcli certs create                          a CA, a server and a client certificate, in ./certs
        satcli certs create --client-name berlin     one more client, signed by the CA in ./certs
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk) =>
        new SatcliCommand("certs", "Make certificates for mutual TLS.", Examples) { CertsCreateCommand.Create(connection, talk) };
}
