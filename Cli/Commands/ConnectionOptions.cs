using System.CommandLine;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Settings;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The options on all commands that say which server to call and as whom.</summary>
internal sealed class ConnectionOptions
{
    private const string DefaultServer = "https://localhost:8000";

    private readonly Setting _server = Text("server", "URL", $"The server, {DefaultServer} by default");
    private readonly Setting _certs = Text(
        "certs",
        "DIR",
        $"The folder with ca-cert.pem, client-cert.pem and client-key.pem, {Pem.DefaultFolder} by default");
    private readonly Setting _ca = Text("ca", "FILE", "The CA that signed the server's certificate, instead of the folder's");
    private readonly Setting _cert = Text("cert", "FILE", "Our certificate, instead of the folder's");
    private readonly Setting _key = Text("key", "FILE", "Our certificate's private key, instead of the folder's");
    private readonly Setting _token = Text(
        "token",
        "TOKEN",
        "The token, for a server that wants one; a command line can be read by others on the machine, the variable cannot");
    private readonly Setting _map = Text(
        "map",
        "NAME",
        "The map, for a server that has several (satcli maps lists them); its first by default");
    private readonly Setting _deadline = Text("deadline", "TIME", "Give up after this long, connecting included: 500ms, 10s, 2m");
    private readonly Setting _verbose = Of(new Option<bool>("--verbose"), "Say on stderr what was connected to, and how long it took");

    private IEnumerable<Option> All =>
        new[] { _server, _certs, _ca, _cert, _key, _token, _map, _deadline, _verbose }.Select(setting => setting.Option);

    public void AddTo(Command root)
    {
        foreach (Option option in All)
        {
            root.Add(option);
        }
    }

    /// <summary>Hides the options in the help. All commands accept them, but some do not use them.</summary>
    public void Hide()
    {
        foreach (Option option in All)
        {
            option.Hidden = true;
        }
    }

    /// <summary>The certificates' folder.</summary>
    public string Folder(ParseResult result) => _certs.Read(result)?.Value ?? Pem.DefaultFolder;

    public ConnectionRequest Read(ParseResult result) => new()
    {
        Server = ReadServer(result),
        Certificates = ReadCertificates(result),
        Token = ReadPrintable(_token, "a token", result),
        Map = ReadPrintable(_map, "a map's name", result),
        Deadline = _deadline.Read(result) is { } deadline ? Value.Duration(deadline.Source, deadline.Value) : null,
        Verbose = _verbose.Read(result) is { } verbose && (verbose.Values.Count == 0 || Value.Switch(verbose.Source, verbose.Value)),
    };

    private Uri ReadServer(ParseResult result)
    {
        if (_server.Read(result) is not { } given)
        {
            return new Uri(DefaultServer);
        }

        if (!Uri.TryCreate(given.Value, UriKind.Absolute, out Uri? server) || server.Host.Length == 0)
        {
            bool onlySchemeMissing = Uri.TryCreate("https://" + given.Value, UriKind.Absolute, out Uri? guess) && guess.Host.Length > 0;
            string right = onlySchemeMissing ? SelfCommand.Quote("https://" + given.Value) : "it as " + DefaultServer;
            throw CliException.Usage($"{given.Source}: '{given.Value}' is not an address; write {right}");
        }

        if (server.Scheme != Uri.UriSchemeHttps)
        {
            throw CliException.Usage($"{given.Source}: '{given.Value}' is not https; the service is spoken to over mutual TLS only.");
        }

        string bare = server.GetLeftPart(UriPartial.Authority).Replace(server.UserInfo + "@", "", StringComparison.Ordinal);
        return server.PathAndQuery is "/" or "" && server.UserInfo.Length == 0 && server.Fragment.Length == 0
            ? server
            : throw CliException.Usage($"{given.Source}: '{given.Value}' has more than a host and a port; write {bare}");
    }

    private CertificatePaths ReadCertificates(ParseResult result)
    {
        Given? folder = _certs.Read(result);
        string directory = Folder(result);
        return new CertificatePaths(
            directory,
            Pick(_ca, Pem.CertificateFile(directory, Pem.Ca)),
            Pick(_cert, Pem.CertificateFile(directory, Pem.Client)),
            Pick(_key, Pem.KeyFile(directory, Pem.Client)));

        // A folder named on the command line is used as a whole: no file of an environment variable is mixed in.
        string Pick(Setting single, string usual) =>
            single.Read(result) is { } given && (given.FromCommandLine || folder is not { FromCommandLine: true }) ? given.Value : usual;
    }

    // Only printable ASCII can be sent as metadata.
    private static string? ReadPrintable(Setting setting, string what, ParseResult result)
    {
        if (setting.Read(result) is not { } given)
        {
            return null;
        }

        return given.Value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw CliException.Usage($"{given.Source}: {what} is printable ASCII; this one has another character.")
            : given.Value;
    }

    private static Setting Text(string name, string valueName, string description) =>
        Of(new Option<string>("--" + name) { HelpName = valueName }, description);

    private static Setting Of(Option option, string description)
    {
        string variable = "SATCLI_" + option.Name[2..].ToUpperInvariant();
        option.Description = $"{description} [{variable}]";
        option.Recursive = true;
        return new Setting(option, variable);
    }
}
