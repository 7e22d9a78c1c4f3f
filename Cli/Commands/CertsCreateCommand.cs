using System.CommandLine;
using CodeFirstSatellite.Cli.Certificates;
using CodeFirstSatellite.Settings;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli certs create</c>: makes a development CA, a server and a client certificate, or one more client or server.</summary>
internal static class CertsCreateCommand
{
    private const string Examples = """
        satcli certs create                                       CA, server and client, in ./certs
        satcli certs create --out /tmp/certs --days 7
        satcli certs create --server-name sat.example.org --server-name 192.0.2.7
        satcli certs create --client-name berlin                  one more client, signed by the CA in ./certs
        satcli certs create --server-name b.example.org           with a CA in ./certs: one more server
        satcli certs create --force                               start again with a new CA
        """;

    // 0.0.0.0, because some clients dial the address that the server listens on.
    private static readonly string[] EveryServer = ["localhost", "127.0.0.1", "::1", "0.0.0.0"];

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var folder = new CertificateOptions();
        Option<string[]> serverNames = CertificateOptions.ServerNames(
            "A name or address that clients will dial, beside localhost, 127.0.0.1, ::1, 0.0.0.0 and this machine's name; "
            + "may be given several times. In a folder that has a CA, one more server is made, with files of the first name");
        Option<string?> clientName = Value.Text(
            "--client-name",
            "NAME",
            $"The client, '{Pem.Client}' by default: NAME-cert.pem and NAME-key.pem. "
            + "In a folder that has a CA, only this one is made");
        var clientSans = new Option<string[]>("--client-san")
        {
            HelpName = "NAME",
            Description = "A subject alternative name of the client, by which the Host's lists can name it: a DNS name, URI or e-mail "
                + "address; the client's name by default; may be given several times",
            Arity = ArgumentArity.OneOrMore,
        };
        var force = new Option<bool>("--force") { Description = "Replace what is there" };

        var command = new SatcliCommand(
            "create", "Make a development CA, a server and a client certificate, or one more client or server.", Examples)
        {
            folder.Folder,
            folder.Days,
            serverNames,
            clientName,
            clientSans,
            force,
        };
        command.SetAction(result => Run(new Request(
            folder.Path(result, connection),
            folder.ValidFor(result),
            CertificateOptions.Names(result, serverNames),
            result.GetValue(clientName) is { } client ? ClientName(clientName.Name, client) : null,
            [
                .. from list in result.GetValue(clientSans) ?? []
                   from name in ItemList.Split(list)
                   select ClientSan(clientSans.Name, name),
            ],
            result.GetValue(force),
            talk.IsJson(result))));
        return command;
    }

    private static int Run(Request request) =>
        request.Folder.HasCa && (request.ClientName is not null || request.ServerNames.Count > 0)
            ? AddOnly(request)
            : CreateAll(request, request.ClientName ?? Pem.Client);

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
            request.Folder.Add(client, authority.IssueClient(client, request.SansOf(client), request.ValidFor));
        }

        CertificateOptions.Save(request.Folder, request.Force, request.IsJson, ca.NotAfter);
        return ExitCode.Done;
    }

    private static int AddOnly(Request request)
    {
        string? server = request.ServerNames.Count > 0 ? FileName(request.ServerNames[0]) : null;
        string[] names = [.. new[] { server, request.ClientName }.OfType<string>()];
        if (!request.Force && request.Folder.Existing(names) is [var existing, ..])
        {
            string[] options = request.ClientName is { } name ? ["--client-name", name] : ["--server-name", request.ServerNames[0]];
            throw CliException.LocalFile($"""
                {existing} is there already; nothing was changed. To replace it:
                  {SelfCommand.With(["certs", "create", "--out", request.Path, .. options, "--force"])}
                """);
        }

        using CertificateAuthority authority = request.Folder.OpenAuthority();
        DateTimeOffset notAfter = authority.NotAfter;
        if (server is not null)
        {
            Add(server, authority.IssueServer([.. request.ServerNames.Concat(EveryServer).Distinct()], request.ValidFor));
        }

        if (request.ClientName is { } client)
        {
            Add(client, authority.IssueClient(client, request.SansOf(client), request.ValidFor));
        }

        CertificateOptions.Save(request.Folder, request.Force, request.IsJson, notAfter);
        return ExitCode.Done;

        void Add(string name, IssuedCertificate certificate)
        {
            request.Folder.Add(name, certificate);
            notAfter = certificate.NotAfter;
        }
    }

    // Of a wildcard and an IPv6 address too.
    private static string FileName(string serverName) =>
        serverName.Replace("*", "any", StringComparison.Ordinal).Replace(':', '-');

    private static string[] ServerNames(IReadOnlyList<string> given)
    {
        string machine = Environment.MachineName.ToLowerInvariant();
        IEnumerable<string> own = Uri.CheckHostName(machine) == UriHostNameType.Dns ? [machine] : [];
        return [.. given.Concat(EveryServer).Concat(own).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string ClientSan(string option, string text) =>
        Uri.CheckHostName(text) == UriHostNameType.Dns
        || (text.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out _))
        || (text.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && text.All(c => c is > ' ' and <= '~'))
            ? text
            : throw CliException.Usage($"{option}: '{text}' is neither a DNS name, nor a URI such as spiffe://example.org/berlin, "
                + "nor an e-mail address");

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

    private sealed record Request(
        string Path,
        TimeSpan ValidFor,
        IReadOnlyList<string> ServerNames,
        string? ClientName,
        IReadOnlyList<string> ClientSans,
        bool Force,
        bool IsJson)
    {
        public CertificateFolder Folder { get; } = new(Path);

        /// <summary>The names by which lists can name a client; none if its file's name is no DNS name.</summary>
        public IReadOnlyList<string> SansOf(string client) =>
            ClientSans.Count > 0 ? ClientSans : Uri.CheckHostName(client) == UriHostNameType.Dns ? [client] : [];
    }
}
