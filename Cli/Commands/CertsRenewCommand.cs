using System.CommandLine;
using CodeFirstSatellite.Cli.Certificates;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs renew</c>: makes new certificates in place of old ones, with the same names and uses.</summary>
internal static class CertsRenewCommand
{
    private const string Examples = """
        satcli certs renew server                                 valid for 30 more days, with the same key
        satcli certs renew server client --days 90 --new-key
        satcli certs renew server --server-name sat.example.org   with one more name
        satcli certs renew ca --days 365                          the CA itself; hand out the new ca-cert.pem
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var folder = new CertificateOptions();
        Argument<string[]> names = CertificateOptions.Names("The certificates: server for server-cert.pem", ArgumentArity.OneOrMore);
        Option<string[]> serverNames = CertificateOptions.ServerNames("A name or address to add; may be given several times");
        var newKey = new Option<bool>("--new-key") { Description = "Make a new private key too" };
        var command = new SatcliCommand(
            "renew", "Make certificates anew, signed by the folder's CA: the same names and uses, new dates.", Examples)
        {
            names,
            folder.Folder,
            folder.Days,
            serverNames,
            newKey,
        };
        command.SetAction(result => Run(
            new CertificateFolder(folder.Path(result, connection)),
            result.GetRequiredValue(names),
            CertificateOptions.Names(result, serverNames),
            folder.ValidFor(result),
            result.GetValue(newKey),
            talk.IsJson(result)));
        return command;
    }

    private static int Run(
        CertificateFolder folder, string[] names, IReadOnlyList<string> added, TimeSpan validFor, bool withNewKey, bool isJson)
    {
        using CertificateAuthority authority = folder.OpenAuthority();
        DateTimeOffset last = DateTimeOffset.MaxValue;
        foreach (string name in names)
        {
            if (name == Pem.Ca && withNewKey)
            {
                throw CliException.Usage("--new-key: a CA with a new key is another CA. To start again with one:\n"
                    + $"  {SelfCommand.With("certs", "create", "--out", folder.Path, "--force")}");
            }

            IssuedCertificate renewed = name == Pem.Ca
                ? authority.Renew(validFor)
                : authority.Renew(folder.Load(name), added, validFor, withNewKey);
            folder.Add(name, renewed);
            last = renewed.NotAfter < last ? renewed.NotAfter : last;
        }

        CertificateOptions.Save(folder, overwrite: true, isJson, last);
        return ExitCode.Done;
    }
}
