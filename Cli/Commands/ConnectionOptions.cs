using System.CommandLine;
using System.CommandLine.Completions;
using CodeFirstSatellite.Cli.Completion;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Profiles;
using CodeFirstSatellite.Settings;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The options on all commands that say which server to call and as whom.</summary>
internal sealed class ConnectionOptions
{
    private const string DefaultServer = "https://localhost:8000";

    private readonly Setting _profile = Text(
        "profile",
        "NAME",
        "The profile with the server and the rest, such as satcli profile add makes; the default profile by default");
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
    private readonly Setting _tokenFile = Text("token-file", "FILE", "The file with the token");
    private readonly Setting _map = Text(
        "map",
        "NAME",
        "The map, for a server that has several (satcli maps lists them); its first by default");
    private readonly Setting _zoom = Text(
        "zoom",
        "N",
        "The zoom level, of a map with several (satcli maps lists them); the server's choice, mostly the highest, by default");
    private readonly Setting _deadline = Text("deadline", "TIME", "Give up after this long, connecting included: 500ms, 10s, 2m");
    private readonly Setting _verbose = Of(new Option<bool>("--verbose"), "Say on stderr what was connected to, and how long it took");

    private Setting[] Settings => [_profile, _server, _certs, _ca, _cert, _key, _token, _tokenFile, _map, _zoom, _deadline, _verbose];

    public ConnectionOptions()
    {
        _profile.Option.CompletionSources.Add(_ => ProfileText.Names().Select(name => new CompletionItem(name)));
        _map.Option.CompletionSources.Add(context => MapNames.Ask(() => Read(context.ParseResult)));
        _certs.Option.CompletionSources.Add(PathCompletion.Folder);
        foreach (Setting file in new[] { _ca, _cert, _key, _tokenFile })
        {
            file.Option.CompletionSources.Add(PathCompletion.File);
        }
    }

    public void AddTo(Command root)
    {
        foreach (Setting setting in Settings)
        {
            root.Add(setting.Option);
        }
    }

    /// <summary>Hides the options in the help. All commands accept them, but some do not use them.</summary>
    public void Hide()
    {
        foreach (Setting setting in Settings)
        {
            setting.Option.Hidden = true;
        }
    }

    /// <summary>The folder for new certificates. A profile's is a client's, who makes none.</summary>
    public string Folder(ParseResult result) => _certs.Read(result)?.Value ?? Pem.DefaultFolder;

    /// <summary>The profile that is named or is the default, with its file; null if there is none.</summary>
    /// <exception cref="CliException">There is no such profile, or the file is wrong.</exception>
    public (Profile Profile, ProfileFile File)? ChosenProfile(ParseResult result)
    {
        Given? named = _profile.Read(result);
        ProfileFile? file = named is null ? ProfileFile.Load() : ProfileFile.LoadOrCreate();
        return named is not null ? (file!.Get(named.Value, named.Source), file)
            : file is { Default: { } name } ? (file.Get(name, $"{file.FilePath}: default"), file)
            : null;
    }

    /// <summary>What the command line says for a profile, checked. Paths are made absolute.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public Dictionary<string, string> ReadForProfile(ParseResult result)
    {
        if (_token.Read(result) is { FromCommandLine: true })
        {
            throw CliException.Usage(
                "a profile holds no token, since its file is no secret. Keep it in a file that nobody else can read, and name that:\n"
                + "  --token-file FILE");
        }

        var values = new Dictionary<string, string>();
        foreach (Setting setting in Settings)
        {
            string key = setting.Option.Name[2..];
            if (Profile.Keys.Contains(key) && setting.Read(result) is { FromCommandLine: true } given)
            {
                values[key] = Profile.IsPath(key) ? Path.GetFullPath(given.Value) : given.Value;
            }
        }

        var reading = new Reading(result, null);
        ReadServer(reading);
        ReadPrintable(_map, "a map's name", reading);
        ReadDeadline(reading);
        return values;
    }

    public ConnectionRequest Read(ParseResult result)
    {
        var chosen = ChosenProfile(result);
        var reading = new Reading(result, chosen);
        return new ConnectionRequest
        {
            Profile = chosen is { } found ? $"{found.Profile.Name} of {found.File.FilePath}" : null,
            Server = ReadServer(reading),
            Certificates = ReadCertificates(reading),
            Token = ReadToken(reading),
            Map = ReadPrintable(_map, "a map's name", reading),
            Zoom = ReadZoom(reading),
            Deadline = ReadDeadline(reading),
            Verbose = reading.Find(_verbose) is { } verbose && (verbose.Values.Count == 0 || Value.Switch(verbose.Source, verbose.Value)),
        };
    }

    private TimeSpan? ReadDeadline(Reading reading) =>
        reading.Find(_deadline) is { } deadline ? Value.Duration(deadline.Source, deadline.Value) : null;

    private int? ReadZoom(Reading reading) => reading.Find(_zoom) is { } zoom ? Value.Zoom(zoom.Source, zoom.Value) : null;

    private Uri ReadServer(Reading reading)
    {
        if (reading.Find(_server) is not { } given)
        {
            return new Uri(DefaultServer);
        }

        if (!Uri.TryCreate(given.Value, UriKind.Absolute, out Uri? server) || server.Host.Length == 0)
        {
            // dns:///host:port, as other gRPC clients write it, and unix:///path.
            string bare = given.Value[(given.Value.LastIndexOf('/') + 1)..];
            if (given.Value.Contains("://", StringComparison.Ordinal) || given.Value.StartsWith("unix:", StringComparison.Ordinal))
            {
                throw CliException.Usage(
                    $"{given.Source}: '{given.Value}' is an address of another kind; write "
                    + (given.Value.StartsWith("dns:", StringComparison.Ordinal) && bare.Length > 0
                        ? SelfCommand.Quote("https://" + bare)
                        : "one of TCP, such as " + DefaultServer));
            }

            bool onlySchemeMissing = Uri.TryCreate("https://" + given.Value, UriKind.Absolute, out Uri? guess) && guess.Host.Length > 0;
            string right = onlySchemeMissing ? SelfCommand.Quote("https://" + given.Value) : "it as " + DefaultServer;
            throw CliException.Usage($"{given.Source}: '{given.Value}' is not an address; write {right}");
        }

        if (server.Scheme != Uri.UriSchemeHttps)
        {
            throw CliException.Usage($"{given.Source}: '{given.Value}' is not https; the service is spoken to over mutual TLS only.");
        }

        string authority = server.GetLeftPart(UriPartial.Authority).Replace(server.UserInfo + "@", "", StringComparison.Ordinal);
        return server.PathAndQuery is "/" or "" && server.UserInfo.Length == 0 && server.Fragment.Length == 0
            ? server
            : throw CliException.Usage($"{given.Source}: '{given.Value}' has more than a host and a port; write {authority}");
    }

    private CertificatePaths ReadCertificates(Reading reading)
    {
        Given? folder = reading.Find(_certs);
        string directory = folder?.Value ?? Pem.DefaultFolder;
        return new CertificatePaths(
            directory,
            Pick(_ca, Pem.CertificateFile(directory, Pem.Ca)),
            Pick(_cert, Pem.CertificateFile(directory, Pem.Client)),
            Pick(_key, Pem.KeyFile(directory, Pem.Client)));

        // A folder is used as a whole: no single file that was given further away is mixed in.
        string Pick(Setting single, string usual) =>
            reading.Find(single) is { } given && (folder is null || given.Origin >= folder.Origin) ? given.Value : usual;
    }

    private string? ReadToken(Reading reading)
    {
        Given? token = reading.Find(_token);
        Given? file = reading.Find(_tokenFile);
        if (token is not null && token.Origin == file?.Origin)
        {
            throw CliException.Usage($"{token.Source} and {file.Source} both give a token; leave one of them out.");
        }

        return file is not null && (token is null || file.Origin > token.Origin)
            ? Printable(file.Source, "a token", TokenIn(file.Value))
            : ReadPrintable(_token, "a token", reading);
    }

    private static string TokenIn(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliException.LocalFile($"{path}: cannot read the token: {e.Message}", e);
        }
    }

    private static string? ReadPrintable(Setting setting, string what, Reading reading) =>
        reading.Find(setting) is { } given ? Printable(given.Source, what, given.Value) : null;

    // Only printable ASCII can be sent as metadata.
    private static string Printable(string source, string what, string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? throw CliException.Usage($"{source}: {what} is printable ASCII; this one has another character.")
        : text;

    private static Setting Text(string name, string valueName, string description) =>
        Of(new Option<string>("--" + name) { HelpName = valueName }, description);

    private static Setting Of(Option option, string description)
    {
        string variable = "SATCLI_" + option.Name[2..].ToUpperInvariant().Replace('-', '_');
        option.Description = $"{description} [{variable}]";
        option.Recursive = true;
        return new Setting(option, variable);
    }

    /// <summary>Where values are looked for: command line, environment, profile.</summary>
    private sealed record Reading(ParseResult Line, (Profile Profile, ProfileFile File)? Chosen)
    {
        public Given? Find(Setting setting) =>
            setting.Read(Line) ?? (Chosen is { } chosen ? chosen.Profile.Find(setting.Option.Name[2..], chosen.File.FilePath) : null);
    }
}
