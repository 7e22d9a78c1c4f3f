using CodeFirstSatellite.Host.Postgres;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Every setting. Switches, environment variables, appsettings keys, the help and the errors all come from here.</summary>
internal static class SettingTable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(60);

    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "urls",
            Placeholder = "URL[;URL]",
            Help = ["Addresses to listen on, https only. The host is localhost, an IP address or * for all;", "port 0 with an IP address takes a port that is free."],
            Default = ListenAddress.Default.ToString(),
            ListSeparator = ';',
            OtherVariables = ["ASPNETCORE_URLS", "DOTNET_URLS"],
            Apply = (options, text) => options.Urls = ListenAddress.ParseList(text),
        },
        new()
        {
            Name = "map",
            Placeholder = "[NAME=]FILE[#zoom=N]",
            Help =
            [
                "A map to serve, may be given several times; calls name one in metadata 'map', else the first is meant. FILE is",
                "a text map (lines of equal length, each ended by LF, the northernmost first; #bounds=W,S,E,N says where it lies)",
                "or an MBTiles file, of which the highest zoom level is served or N. NAME is FILE without its extension.",
                "#create=WxH[,FORMAT] makes an MBTiles file that is not there yet, for --writers to fill; FORMAT is jpg, png, webp or txt.",
                "postgres://USER@HOST:PORT/DATABASE#map=NAME instead of FILE is a map in PostgreSQL (docs/operations.md).",
            ],
            Default = "the Earth in 80x32, in letters (earth-80x32) and in pictures (blue-marble), which ship with the Host",
            ListSeparator = MapOption.Separator,
            IsRepeatable = true,
            Show = PostgresAddress.Redact,
            Apply = (options, text) => options.Maps = MapOption.ParseList(text),
        },
        new()
        {
            Name = "certs",
            Placeholder = "DIR",
            Help = ["The folder of ca-cert.pem, server-cert.pem and server-key.pem, as satcli certs create makes it."],
            Default = "certs",
            Apply = (options, text) => options.CertificateFolder = text,
        },
        new()
        {
            Name = "ca",
            Placeholder = "FILE",
            Help = ["Certificates (PEM) of the authority that clients' certificates must be signed by."],
            Default = "ca-cert.pem in --certs",
            Apply = (options, text) => options.CaFile = text,
        },
        new()
        {
            Name = "cert",
            Placeholder = "FILE",
            Help = ["The server's certificate (PEM), followed by its intermediates if it has any."],
            Default = "server-cert.pem in --certs",
            Apply = (options, text) => options.CertificateFile = text,
        },
        new()
        {
            Name = "key",
            Placeholder = "FILE",
            Help = ["The server's private key (PEM), without a password."],
            Default = "server-key.pem in --certs",
            Apply = (options, text) => options.KeyFile = text,
        },
        new()
        {
            Name = "tokens",
            Placeholder = "A,B",
            Help = ["Secrets, one of which every call must send as metadata 'token'. A command line shows in ps:", "prefer the environment variable or --tokens-file. With both, the tokens of both are valid."],
            Default = "no token is asked for",
            ListSeparator = ',',
            IsSecret = true,
            Apply = (options, text) => options.Tokens = Token.ParseList(text),
        },
        new()
        {
            Name = "tokens-file",
            Placeholder = "FILE",
            Help = ["A file of such secrets, one a line; empty lines are left out."],
            Default = "none",
            Apply = (options, text) => options.TokensFile = text,
        },
        new()
        {
            Name = "writers",
            Placeholder = "CLIENT[;CLIENT]",
            Help =
            [
                "Clients that may store images, by the SHA-256 of their certificate (hex, with colons or without) or one of its subject",
                "alternative names (DNS name, URI or e-mail address, whole). May be given several times.",
            ],
            Default = "nobody, and maps are opened to be read alone",
            ListSeparator = Writer.Separator,
            IsRepeatable = true,
            Apply = (options, text) => options.Writers = Writer.ParseList(text),
        },
        new()
        {
            Name = "writers-file",
            Placeholder = "FILE",
            Help = ["A file of such clients, one a line; empty lines are left out."],
            Default = "none",
            Apply = (options, text) => options.WritersFile = text,
        },
        new()
        {
            Name = "send-delay",
            Placeholder = "TIME",
            Help = ["Time to wait between two images of a stream, to try slow links and deadlines."],
            Default = Duration.Format(new SatelliteOptions().SendDelay),
            Apply = (options, text) => options.SendDelay = Duration.Parse(text, LongestDelay),
        },
        new()
        {
            Name = "drain",
            Placeholder = "TIME",
            Help = ["How long calls in flight may go on after SIGTERM or Ctrl-C; what is left ends with UNAVAILABLE."],
            Default = Duration.Format(new SatelliteOptions().Drain),
            Apply = (options, text) => options.Drain = Duration.Parse(text, LongestDrain),
        },
    ];
}
