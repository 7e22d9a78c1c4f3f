using System.Globalization;
using System.Net;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Where to listen: a port of both loopback addresses, of one IP address, or of all.</summary>
internal sealed record ListenAddress
{
    private const string Https = "https";
    private const string Http = "http";

    private const string Expected =
        "https URLs such as https://localhost:8000, https://127.0.0.1:0 or https://*:8000, with a comma between two";

    private const string ExpectedPlain = "a port such as 9464, of 127.0.0.1, or a URL such as http://127.0.0.1:9464 or http://*:9464";

    private const string ExpectedView = "a port such as 8443, of localhost, or "
        + "https URLs such as https://127.0.0.1:8443 or https://*:8443, with a comma between two";

    private ListenAddress(string scheme, string host, IPAddress? ip, int port)
    {
        Scheme = scheme;
        Host = host;
        Ip = ip;
        Port = port;
    }

    public static ListenAddress Default { get; } = new(Https, "localhost", null, 8000);

    /// <summary>The scheme, as in a URL.</summary>
    public string Scheme { get; }

    /// <summary>The host, as in a URL.</summary>
    public string Host { get; }

    /// <summary>The IP address; null if <see cref="Host"/> stands for several.</summary>
    public IPAddress? Ip { get; }

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; }

    public bool IsLocalhost => Ip is null && Host == "localhost";

    /// <summary>Reads a list of URLs.</summary>
    /// <exception cref="FormatException">The Host cannot listen on one of them; the message says what is expected.</exception>
    public static IReadOnlyList<ListenAddress> ParseList(string text) =>
    [
        .. ItemList.Split(text, alsoAtSemicolons: true)
            .Select(url => Parse(url, Https, Expected, $"{Expected} (the Host speaks mutual TLS only)")),
    ];

    /// <summary>Reads a list of URLs, or of ports of loopback alone.</summary>
    /// <exception cref="FormatException">The Host cannot listen on one of them; the message says what is expected.</exception>
    public static IReadOnlyList<ListenAddress> ParseViewList(string text) =>
    [
        .. ItemList.Split(text, alsoAtSemicolons: true).Select(item =>
            Parse(IsPort(item) ? $"{Https}://localhost:{item}" : item, Https, ExpectedView, ExpectedView)),
    ];

    /// <summary>Reads one address that speaks plain HTTP: a URL, or a port of loopback alone.</summary>
    /// <exception cref="FormatException">It is neither; the message says what is expected.</exception>
    public static ListenAddress ParsePlain(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? new ListenAddress(Http, IPAddress.Loopback.ToString(), IPAddress.Loopback, port)
            : Parse(text, Http, ExpectedPlain, ExpectedPlain);

    public override string ToString() => $"{Scheme}://{Host}:{Port}";

    private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static ListenAddress Parse(string url, string scheme, string expected, string expectedScheme)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new FormatException(expected);
        }

        if (!address.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException(expectedScheme);
        }

        // BindingAddress also accepts unix:/ and pipe:/ addresses, and takes the end of a URL for the host if it is not a port.
        if (address.PathBase.Length > 0 || address.IsUnixPipe || address.IsNamedPipe || address.Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new FormatException(expected);
        }

        string host = address.Host.ToLowerInvariant();
        if (host is "localhost")
        {
            return address.Port > 0
                ? new ListenAddress(scheme, host, null, address.Port)
                : throw new FormatException(
                    $"an IP address with port 0, such as {scheme}://127.0.0.1:0 (localhost is two addresses, which would get two ports)");
        }

        if (host is "*" or "+")
        {
            return new ListenAddress(scheme, "*", null, address.Port);
        }

        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip)
            ? new ListenAddress(scheme, host, ip, address.Port)
            : throw new FormatException($"{expected} (of names, only localhost can be listened on)");
    }
}
