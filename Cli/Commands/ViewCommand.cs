using System.CommandLine;
using System.Globalization;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Cli.Viewing;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli view</c>: shows the maps in a browser that has no certificate.</summary>
internal static class ViewCommand
{
    private const int UsualPort = 8443;

    private const string Examples = """
        satcli view                                  the maps of a Host on this machine, started with --view-urls 8443
        satcli view --map blue-marble                ... beginning with one of them
        satcli view --url https://maps.example:8443  of another Host
        satcli view --no-browser                     only print the address
        """;

    public static Command Create(ConnectionOptions connection)
    {
        Option<string?> url = Value.Text(
            "--url", "URL", "The server's port for viewers (--view-urls); by default port 8443 of the host that --server names");
        Option<string?> port = Value.Text("--port", "N", "The port to open on 127.0.0.1; a free one by default");
        var noBrowser = new Option<bool>("--no-browser") { Description = "Open no browser, only print the address" };
        var command = new SatcliCommand(
            "view",
            "Show the maps in a browser, until Ctrl-C. The browser needs no certificate: satcli holds it, and passes requests of this "
            + "machine on.",
            Examples)
        {
            url,
            port,
            noBrowser,
        };
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) =>
        {
            ConnectionRequest request = connection.Read(result);
            return RunAsync(
                request,
                result.GetValue(url) is { } text ? AddressOf(url.Name, text) : UsualAddress(request),
                result.GetValue(port) is { } number ? PortOf(port.Name, number) : 0,
                !result.GetValue(noBrowser) && Desktop.IsHere,
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ConnectionRequest request, Uri address, int port, bool opensBrowser, CancellationToken cancellationToken)
    {
        using ViewServer server = ViewServer.Open(address, request);
        await server.CheckAsync(cancellationToken);
        using ViewProxy proxy = ViewProxy.Start(server, port);
        string page = proxy.Address + (request.Map is { } map ? $"#map={Uri.EscapeDataString(map)}" : "");
        await Console.Out.WriteLineAsync(page);
        if (opensBrowser && !Desktop.TryOpen(page))
        {
            Stderr.Note("no browser could be opened; open the address yourself");
        }

        Stderr.Courtesy("Ctrl-C ends it. Programs of this machine that know the address can see what you can see.");
        await proxy.RunAsync(cancellationToken);
        return ExitCode.Done;
    }

    private static Uri UsualAddress(ConnectionRequest request) => new UriBuilder(request.Server) { Port = UsualPort }.Uri;

    private static Uri AddressOf(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps && address.PathAndQuery == "/"
            ? address
            : throw CliException.Usage($"{option}: '{text}' is not an address; write it as https://localhost:{UsualPort}");

    private static int PortOf(string option, string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? port
            : throw CliException.Usage($"{option}: '{text}' is not a port from 0 to {ushort.MaxValue}.");
}
