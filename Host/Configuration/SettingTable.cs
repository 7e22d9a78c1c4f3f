using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Settings;
using CodeFirstSatellite.Trust;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Every setting. Switches, environment variables, appsettings keys, the help and the errors all come from here.</summary>
internal static class SettingTable
{
    private static readonly SatelliteOptions Usual = new();
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);

    public static IReadOnlyList<HostSetting> All { get; } =
    [
        new(
            "urls",
            "URL[,URL]",
            ListenAddress.Default.ToString(),
            (options, text) => options.Urls = ListenAddress.ParseList(text),
            ',',
            "ASPNETCORE_URLS",
            "DOTNET_URLS")
        {
            Help = """
                Addresses to listen on, https only. The host is localhost, an IP address or * for all;
                port 0 with an IP address takes a port that is free.
                """,
        },
        new(
            "view-urls",
            "PORT|URL[,URL]",
            "no such port",
            (options, text) => options.ViewUrls = ListenAddress.ParseViewList(text),
            ',')
        {
            Help = """
                Another port, read-only and with mutual TLS as well, for browsers and GIS tools: a viewer of the maps at /, and their
                tiles at /maps (docs/operations.md). A number is a port of localhost; https://*:8443 lets other machines look.
                """,
        },
        new(
            "map",
            "[NAME=]FILE[#zoom=N]",
            "the Earth in 80x32, in letters (earth-80x32) and in pictures (blue-marble), which ship with the Host",
            (options, text) => options.Maps = MapOption.ParseList(text),
            MapOption.Separator)
        {
            Help = """
                A map to serve, may be given several times; calls name one in metadata 'map', else the first is meant. FILE is
                a text map (lines of equal length, each ended by LF, the northernmost first; #bounds=W,S,E,N says where it lies),
                an MBTiles file, PMTiles archive or GeoTIFF, at the highest of its zoom levels or N. NAME is FILE without its extension.
                #crs=EPSG:4326 (or 3857) is the coordinate system of a GeoTIFF that does not name it, such as one with a world file.
                #create=WxH[,FORMAT] makes an MBTiles file that is not there yet, for --writers to fill; FORMAT is jpg, png, webp or txt.
                #crs=EPSG:4326 (or 3857) and #bounds=W,S,E,N after it say where it lies; else it does if W is twice H: on the whole Earth.
                #history=30d keeps each image for so long after another replaced it; calls name the time in metadata 'at'.
                postgres://USER@HOST:PORT/DATABASE#map=NAME instead of FILE is a map in PostgreSQL (docs/operations.md).
                """,
            Show = text => $", got '{PostgresAddress.Redact(text)}'",
        },
        new("certs", "DIR", Pem.DefaultFolder, (options, text) => options.CertificateFolder = text)
        {
            Help = "The folder of ca-cert.pem, server-cert.pem and server-key.pem, as satcli certs create makes it.",
        },
        new("ca", "FILE", "ca-cert.pem in --certs", (options, text) => options.CaFile = text)
        {
            Help = "Certificates (PEM) of the authority that clients' certificates must be signed by.",
        },
        new("cert", "FILE", "server-cert.pem in --certs", (options, text) => options.CertificateFile = text)
        {
            Help = "The server's certificate (PEM), followed by its intermediates if it has any.",
        },
        new("key", "FILE", "server-key.pem in --certs", (options, text) => options.KeyFile = text)
        {
            Help = "The server's private key (PEM), without a password.",
        },
        new("crl", "FILE", "no certificate counts as revoked", (options, text) => options.CrlFile = text)
        {
            Help = """
                The certificates that the authority has revoked (CRL, in PEM or DER), with a list of each CA in --ca. Clients of a CA
                whose list has expired are not let in.
                """,
        },
        new("denied", "FILE", "none", (options, text) => options.DeniedFile = text)
        {
            Help = "A file of clients that are not let in, by the SHA-256 of their certificate, one a line; empty lines are left out.",
        },
        new("tokens", "A,B", "no token is asked for", (options, text) => options.Tokens = TokenList.Parse(text), ',')
        {
            Help = """
                Secrets, one of which every call must send as metadata 'token'. A command line shows in ps:
                prefer the environment variable or --tokens-file. With both, the tokens of both are valid.
                """,
            Show = _ => "",
        },
        new("tokens-file", "FILE", "none", (options, text) => options.TokensFile = text)
        {
            Help = "A file of such secrets, one a line; empty lines are left out.",
        },
        new(
            "writers",
            "CLIENT[,CLIENT]",
            "nobody, and maps are opened to be read alone",
            (options, text) => options.Writers = WriterList.Parse(text),
            ',')
        {
            Help = """
                Clients that may store images, by the SHA-256 of their certificate (hex, with colons or without) or one of its subject
                alternative names (DNS name, URI or e-mail address, whole). May be given several times.
                """,
        },
        new("writers-file", "FILE", "none", (options, text) => options.WritersFile = text)
        {
            Help = "A file of such clients, one a line; empty lines are left out.",
        },
        new("access", "FILE", "every client may read every map", (options, text) => options.AccessFile = text)
        {
            Help = """
                A file that says who may call what, a rule a line: CLIENT METHODS [MAPS [X,Y-X,Y]]. What no rule allows is refused.
                docs/security.md has examples. Storing needs --writers as well.
                """,
        },
        new(
            "send-delay",
            "TIME",
            Duration.Format(Usual.SendDelay),
            (options, text) => options.SendDelay = Duration.Parse(text, LongestDelay))
        {
            Help = "Time to wait between two images of a stream, to try slow links and deadlines.",
        },
        new("drain", "TIME", Duration.Format(Usual.Drain), (options, text) => options.Drain = Duration.Parse(text, LongestDrain))
        {
            Help = "How long calls in flight may go on after SIGTERM or Ctrl-C; what is left ends with UNAVAILABLE.",
        },
        new(
            "limits",
            "NAME=N[,NAME=N]",
            Limit<HostLimits>.Defaults(HostLimits.All),
            (options, text) => options.Limits = Limit<HostLimits>.ParseList(text, HostLimits.All),
            ',')
        {
            Help = """
                What all clients together may make the Host hold; none instead of a number lifts a limit. docs/operations.md says
                what each of them limits. Those that are not named keep their defaults.
                """,
        },
        new(
            "client-limits",
            "NAME=N[,NAME=N]",
            Limit<ClientLimits>.Defaults(ClientLimits.All),
            (options, text) => options.ClientLimits = Limit<ClientLimits>.ParseList(text, ClientLimits.All),
            ',')
        {
            Help = """
                What the connections and calls of one client's certificate may use together. Calls beyond it end with
                RESOURCE_EXHAUSTED; streams of images are slowed down to images-per-second.
                """,
        },
        new(
            "connection-age",
            "TIME",
            "any age",
            (options, text) => options.ConnectionAge = Duration.Parse(text, LongestAge, isZeroAllowed: false))
        {
            Help = """
                How old a connection may become, give or take a tenth. Its client is then told to open another one; calls in flight
                may go on for as long as --drain.
                """,
        },
        new("metrics", "PORT|URL", "no such port", (options, text) => options.Metrics = ListenAddress.ParsePlain(text))
        {
            Help = """
                Another port, in plain HTTP, for /metrics (Prometheus), /healthz and /readyz. A number is a port of 127.0.0.1;
                http://*:9464 lets other machines ask.
                """,
        },
        new(
            "otlp",
            "URL",
            "nothing is sent, unless OpenTelemetry's own variables say where to",
            (options, text) => options.Otlp = ParseCollector(text))
        {
            Help = """
                A collector that traces, metrics and logs are sent to by OTLP, such as http://localhost:4317. OpenTelemetry's own
                variables work as well: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME and the others (docs/observability.md).
                """,
        },
        new("audit", "FILE", "none", (options, text) => options.AuditFile = text)
        {
            Help = "A file to add a line of JSON to for everything that a client is refused, and for images that are stored.",
        },
        new("log-format", "text|json", "text", (options, text) => options.LogFormat = ParseLogFormat(text))
        {
            Help = "How an event is written to stderr: as a line for people, or as a JSON object on a line for programs.",
        },
    ];

    private static string ParseCollector(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? text
            : throw new FormatException("a URL such as http://localhost:4317");

    private static LogFormat ParseLogFormat(string text) => text switch
    {
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new FormatException("text or json"),
    };
}
