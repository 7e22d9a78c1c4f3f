using System.CommandLine;
using System.Globalization;
using System.Net;
using CodeFirstSatellite.Cli.Certificates;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Settings;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs create</c>: makes a development CA, a server and a client certificate, or one more client.</summary>
internal static class CertsCreateCommand
{
    private const int MaxDays = 3650;

    private const string Examples = """
        satcli certs create                                       CA, server and client, in ./certs
        satcli certs create --out /tmp/certs --days 7
        satcli certs create --server-name sat.example.org --server-name 192.0.2.7
        satcli certs create --client-name berlin                  one more client, signed by the CA in ./certs
        satcli certs create --force                               start again with a new CA
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        Option<string?> folder = Value.Folder("--out", "DIR", $"The folder, {Pem.DefaultFolder} by default [SATCLI_CERTS]");
        Option<string?> days = Value.Text("--days", "N", "How long they are valid, 30 by default");
        var serverNames = new Option<string[]>("--server-name")
        {
            HelpName = "NAME",
            Description = "A name or address that clients will dial, beside localhost, 127.0.0.1, ::1, 0.0.0.0 and this machine's name; "
                + "may be given several times",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> clientName = Value.Text(
            "--client-name",
            "NAME",
            $"The client, '{Pem.Client}' by default: NAME-cert.pem and NAME-key.pem. "
            + "In a folder that has a CA, only this one is made");
        var force = new Option<bool>("--force") { Description = "Replace what is there" };

        var command = new SatcliCommand("create", "Make a development CA, a server and a client certificate, or one more client.", Examples)
        {
            folder,
            days,
            serverNames,
            clientName,
            force,
        };
        command.SetAction(result => Run(new Request(
            result.GetValue(folder) ?? connection.Folder(result),
            Days(days.Name, result.GetValue(days) ?? "30"),
            [
                .. from list in result.GetValue(serverNames) ?? []
                   from name in ItemList.Split(list)
                   select ServerName(serverNames.Name, name),
            ],
            result.GetValue(clientName) is { } client ? ClientName(clientName.Name, client) : null,
            result.GetValue(force),
            talk.IsJson(result))));
        return command;
    }

    private static int Run(Request request)
    {
        bool onlyClient = request.Folder.HasCa && request.ClientName is not null && request.ServerNames.Count == 0;
        return onlyClient ? AddClient(request, request.ClientName!) : CreateAll(request, request.ClientName ?? Pem.Client);
    }

    private static int CreateAll(Request request, string client)
    {
        bool replaces = request.Folder.Existing(Pem.Ca, Pem.Server, client) is { Count: > 0 };
        if (replaces && !request.Force)
        {
            throw CliException.LocalFile($"""
                {request.Folder.Existing(Pem.Ca, Pem.Server, client)[0]} is there already; nothing was changed.
                For one more client, signed by the CA that is there:
                  {SelfCommand.With(["certs", "create", "--out", request.Path, "--client-name", "client2"])}
                To start again with a new CA, so that certificates of the old one are no longer trusted:
                  {SelfCommand.With(["certs", "create", "--out", request.Path, "--force"])}
                """);
        }

        (CertificateAuthority authority, IssuedCertificate ca) = CertificateAuthority.Create(request.ValidFor);
        using (authority)
        {
            request.Folder.Add(Pem.Ca, ca);
            request.Folder.Add(Pem.Server, authority.IssueServer(ServerNames(request.ServerNames), request.ValidFor));
            request.Folder.Add(client, authority.IssueClient(client, request.ValidFor));
        }

        Save(request, ca.NotAfter);
        return ExitCode.Done;
    }

    private static int AddClient(Request request, string client)
    {
        if (!request.Force && request.Folder.Existing(client) is [var existing, ..])
        {
            throw CliException.LocalFile($"""
                {existing} is there already; nothing was changed. To replace it:
                  {SelfCommand.With(["certs", "create", "--out", request.Path, "--client-name", client, "--force"])}
                """);
        }

        if (!File.Exists(request.Folder.CaKey))
        {
            throw CliException.LocalFile($"{request.Folder.CaKey}: no such file, and without the CA's key no client can be signed.");
        }

        using var authority = CertificateAuthority.Load(request.Folder.CaCertificate, request.Folder.CaKey);
        if (authority.NotAfter < DateTimeOffset.UtcNow)
        {
            throw CliException.LocalFile($"""
                the CA in {request.Folder.CaCertificate} expired on {Day(authority.NotAfter)}. To start again with a new one:
                  {SelfCommand.With(["certs", "create", "--out", request.Path, "--force"])}
                """);
        }

        IssuedCertificate certificate = authority.IssueClient(client, request.ValidFor);
        request.Folder.Add(client, certificate);
        Save(request, certificate.NotAfter);
        return ExitCode.Done;
    }

    private static void Save(Request request, DateTimeOffset notAfter)
    {
        foreach (string file in request.Folder.Save(request.Force))
        {
            Console.Out.WriteLine(request.IsJson ? JsonLine.Of(json => json.WriteString("file", file)) : file);
        }

        Stderr.Courtesy(
            $"valid until {Day(notAfter)}; keep the keys to yourself, and hand out a client's certificate with its key and ca-cert.pem");
    }

    private static string[] ServerNames(IReadOnlyList<string> given)
    {
        // 0.0.0.0, because some clients dial the address that the server listens on.
        string[] usual = ["localhost", "127.0.0.1", "::1", "0.0.0.0"];
        string machine = Environment.MachineName.ToLowerInvariant();
        IEnumerable<string> own = Uri.CheckHostName(machine) == UriHostNameType.Dns ? [machine] : [];
        return [.. given.Concat(usual).Concat(own).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static TimeSpan Days(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and <= MaxDays
            ? TimeSpan.FromDays(days)
            : throw CliException.Usage($"{option}: '{text}' is not a number of days from 1 to {MaxDays}.");

    private static string ServerName(string option, string text)
    {
        string host = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return IPAddress.TryParse(text, out _) || Uri.CheckHostName(host) == UriHostNameType.Dns
            ? text
            : throw CliException.Usage($"{option}: '{text}' is neither a host name nor an address; "
                + "write it without scheme and port, such as sat.example.org");
    }

    private static string ClientName(string option, string text)
    {
        bool isFileName = text.Length is > 0 and <= 64
            && char.IsAsciiLetterOrDigit(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return isFileName && text is not (Pem.Ca or Pem.Server)
            ? text
            : throw CliException.Usage(
                $"{option}: '{text}' cannot name a client; "
                + "use letters, digits, '-', '_' and '.', 64 at most, and neither 'ca' nor 'server'.");
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Request(
        string Path, TimeSpan ValidFor, IReadOnlyList<string> ServerNames, string? ClientName, bool Force, bool IsJson)
    {
        public CertificateFolder Folder { get; } = new(Path);
    }
}
