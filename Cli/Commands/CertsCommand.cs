using System.CommandLine;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs</c>: the commands for certificates.</summary>
internal static class CertsCommand
{
    private const string Examples = """
        satcli certs create                          a CA, a server and a client certificate, in ./certs
        satcli certs create --client-name berlin     one more client, signed by the CA in ./certs
        satcli certs show                            names, dates and fingerprints
        satcli certs renew server                    before it expires
        satcli certs revoke berlin                   for a Host with --crl certs/ca-crl.pem
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk) =>
        new SatcliCommand("certs", "Make, renew, show and revoke certificates for mutual TLS.", Examples)
        {
            CertsCreateCommand.Create(connection, talk),
            CertsRenewCommand.Create(connection, talk),
            CertsShowCommand.Create(connection, talk),
            CertsRevokeCommand.Create(connection, talk),
        };
}
