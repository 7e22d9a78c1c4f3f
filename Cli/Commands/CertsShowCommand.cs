using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CodeFirstSatellite.Cli.Certificates;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs show</c>: says what certificates are.</summary>
internal static class CertsShowCommand
{
    private const string Examples = """
        satcli certs show                            all certificates in ./certs
        satcli certs show berlin /etc/satellite/server-cert.pem
        satcli certs show --output json              a JSON object a line
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var folder = new CertificateOptions();
        Argument<string[]> names = CertificateOptions.Names(
            "The certificates: berlin for berlin-cert.pem, files, or folders; by default all of the folder", ArgumentArity.ZeroOrMore);
        var command = new SatcliCommand("show", "Show names, uses, dates, issuers and fingerprints of certificates.", Examples)
        {
            names,
            folder.Folder,
        };
        command.SetAction(result => Run(
            new CertificateFolder(folder.Path(result, connection)), result.GetValue(names) ?? [], talk.IsJson(result)));
        return command;
    }

    private static int Run(CertificateFolder folder, string[] names, bool isJson)
    {
        string[] files = names.Length == 0 ? folder.AllCertificates() : [.. names.SelectMany(folder.FilesOf)];
        bool isFirst = true;
        foreach (string file in files)
        {
            foreach (X509Certificate2 certificate in CertificateFolder.ReadAll(file))
            {
                Console.Out.Write(isJson ? Json(file, certificate) + "\n" : (isFirst ? "" : "\n") + Text(file, certificate));
                isFirst = false;
            }
        }

        return ExitCode.Done;
    }

    private static string Text(string file, X509Certificate2 certificate) => file + "\n" + TextTable.Of(
        ["  subject", CertificateText.Name(certificate.SubjectName, "(none)")],
        ["  names", string.Join(", ", CertificateText.AlternativeNames(certificate)) is { Length: > 0 } names ? names : "(none)"],
        ["  use", string.Join(", ", Uses(certificate))],
        ["  valid", $"{CertificateText.Minute(certificate.NotBefore)} to {CertificateText.Minute(certificate.NotAfter)}, "
            + Left(certificate)],
        ["  issuer", CertificateText.Name(certificate.IssuerName)],
        ["  serial", certificate.SerialNumber],
        ["  sha256", CertificateText.Sha256(certificate).ToLowerInvariant()]);

    private static string Json(string file, X509Certificate2 certificate) => JsonLine.Of(json =>
    {
        json.WriteString("file", file);
        json.WriteString("subject", certificate.Subject);
        WriteArray(json, "names", CertificateText.AlternativeNames(certificate));
        WriteArray(json, "uses", Uses(certificate));
        json.WriteString("notBefore", certificate.NotBefore.ToUniversalTime());
        json.WriteString("notAfter", certificate.NotAfter.ToUniversalTime());
        json.WriteNumber("daysLeft", DaysLeft(certificate));
        json.WriteString("issuer", certificate.Issuer);
        json.WriteString("serial", certificate.SerialNumber);
        json.WriteString("sha256", CertificateText.Sha256(certificate).ToLowerInvariant());
    });

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static string[] Uses(X509Certificate2 certificate)
    {
        if (CertificateFolder.IsAuthority(certificate))
        {
            return ["ca"];
        }

        X509EnhancedKeyUsageExtension[] uses = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()];
        return uses.Length == 0 ? ["any"] : [.. uses.SelectMany(use => use.EnhancedKeyUsages.Cast<Oid>()).Select(use => use.Value switch
        {
            TrustPolicy.ServerUse => "server",
            TrustPolicy.ClientUse => "client",
            TrustPolicy.AnyUse => "any",
            string other => other,
            null => "",
        })];
    }

    private static int DaysLeft(X509Certificate2 certificate) => (int)Math.Floor((certificate.NotAfter - DateTime.Now).TotalDays);

    private static string Left(X509Certificate2 certificate) =>
        certificate.NotBefore > DateTime.Now ? "not yet valid"
        : DaysLeft(certificate) < 0 ? "expired"
        : string.Create(CultureInfo.InvariantCulture, $"{DaysLeft(certificate)} days left");
}
