using System.CommandLine;
using CodeFirstSatellite.Cli.Certificates;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs revoke</c>: puts certificates on the CA's list of revoked ones.</summary>
internal static class CertsRevokeCommand
{
    private const string Examples = """
        satcli certs revoke berlin                   berlin-cert.pem is good no more, for a Host with --crl certs/ca-crl.pem
        satcli certs revoke /backup/old-cert.pem
        satcli certs revoke                          the same list with a new date, or an empty one: before the old one expires
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var folder = new CertificateOptions();
        Argument<string[]> names = CertificateOptions.Names(
            "The certificates: berlin for berlin-cert.pem, or files", ArgumentArity.ZeroOrMore);
        var command = new SatcliCommand(
            "revoke", "Write the CA's list of revoked certificates (CRL), with more certificates or a new date.", Examples)
        {
            names,
            folder.Folder,
            folder.Days,
        };
        command.SetAction(result => Run(
            new CertificateFolder(folder.Path(result, connection)),
            result.GetValue(names) ?? [],
            folder.ValidFor(result),
            talk.IsJson(result)));
        return command;
    }

    private static int Run(CertificateFolder folder, string[] names, TimeSpan validFor, bool isJson)
    {
        using CertificateAuthority authority = folder.OpenAuthority();
        (string list, DateTimeOffset nextUpdate) = authority.Revoke(
            File.Exists(folder.CaRevocations) ? folder.CaRevocations : null,
            [.. names.Select(folder.Load)],
            validFor);
        using var file = AtomicFile.Create(folder.CaRevocations);
        file.WriteAllText(list);
        file.Commit();
        Console.Out.WriteLine(CertificateOptions.FileLine(folder.CaRevocations, isJson));
        Stderr.Courtesy($"valid until {CertificateOptions.Day(nextUpdate)}; the Host takes it with "
            + $"--crl {SelfCommand.Quote(folder.CaRevocations)}, and reads it again when it changes");
        return ExitCode.Done;
    }
}
