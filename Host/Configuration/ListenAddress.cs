using System.Net;
using CodeFirstSatellite.Settings;

namespace CodeFirstSatellite.Host.Configuration;

/// <summary>Where to listen: a port of both loopback addresses, of one IP address, or of all.</summary>
internal sealed record ListenAddress
{
    private const string Expected =
        "https URLs such as https://localhost:8000, https://127.0.0.1:0 or https://*:8000, with a comma between two";

    private ListenAddress(string host, IPAddress? ip, int port)
    {
        Host = host;
        Ip = ip;
        Port = port;
    }

    public static ListenAddress Default { get; } = new("localhost", null, 8000);

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
        [.. ItemList.Split(text, alsoAtSemicolons: true).Select(Parse)];

    public override string ToString() => $"https://{Host}:{Port}";

    private static ListenAddress Parse(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new FormatException(Expected);
        }

        if (!address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"{Expected} (the Host speaks mutual TLS only)");
        }

        // BindingAddress also accepts unix:/ and pipe:/ addresses, and takes the end of a URL for the host if it is not a port.
        if (address.PathBase.Length > 0 || address.IsUnixPipe || address.IsNamedPipe || address.Port is < 0 or > IPEndPoint.MaxPort)
        {
            throw new FormatException(Expected);
        }

        string host = address.Host.ToLowerInvariant();
        if (host is "localhost")
        {
            return address.Port > 0
                ? new ListenAddress(host, null, address.Port)
                : throw new FormatException(
                    "an IP address with port 0, such as https://127.0.0.1:0 (localhost is two addresses, which would get two ports)");
        }

        if (host is "*" or "+")
        {
            return new ListenAddress("*", null, address.Port);
        }

        return IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip)
            ? new ListenAddress(host, ip, address.Port)
            : throw new FormatException($"{Expected} (of names, only localhost can be listened on)");
    }
}
