using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>Where a map in PostgreSQL is: <c>postgres://USER@HOST:PORT/DATABASE?OPTIONS#map=NAME</c>.</summary>
internal sealed partial class PostgresAddress
{
    private const int DefaultPort = 5432;

    private PostgresAddress()
    {
    }

    /// <summary>The address without the map. Maps of one database share it.</summary>
    public required string Server { get; init; }

    /// <summary>A host name, an IP address, or the folder of a Unix domain socket.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    /// <summary>The user; null for PGUSER's, or else the system's user.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The map's name in the database; null for its name in calls.</summary>
    public string? Map { get; init; }

    public bool IsLocal => Host is "localhost" or "127.0.0.1" or "::1" || Host.StartsWith('/');

    /// <summary>Whether a text is such an address, not a file.</summary>
    public static bool IsOne(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Hides the passwords of addresses in a text.</summary>
    public static string Redact(string text) => PasswordForm.Replace(text, "$1***@");

    /// <exception cref="FormatException">The text is not an address; the message says what is expected.</exception>
    public static PostgresAddress Parse(string text)
    {
        Match match = Form.Match(text);
        if (!match.Success)
        {
            throw new FormatException("postgres://USER@HOST:PORT/DATABASE?OPTIONS#map=NAME");
        }

        Dictionary<string, string> options = ParseOptions(match.Groups["options"].Value);
        string host = options.Remove("host", out string? folder) ? folder : Decode(match.Groups["host"].Value).Trim('[', ']');
        return new PostgresAddress
        {
            Server = match.Groups["server"].Value,
            Host = host.Length > 0 ? host : "localhost",
            Port = match.Groups["port"] is { Success: true } port ? ParsePort(port.Value) : DefaultPort,
            Database = Decode(match.Groups["database"].Value),
            User = match.Groups["user"] is { Success: true } user ? Decode(user.Value) : null,
            Password = match.Groups["password"] is { Success: true } password ? Decode(password.Value) : null,
            Options = options,
            Map = match.Groups["map"] is { Success: true } map ? Decode(map.Value) : null,
        };
    }

    /// <summary>Server and database, without user and options.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}/{Database}");

    private static Dictionary<string, string> ParseOptions(string text)
    {
        var options = new Dictionary<string, string>();
        foreach (string option in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (option.Split('=', 2) is not [var name, var value] || !options.TryAdd(name, Decode(value)))
            {
                throw new FormatException("options after '?', each once, such as sslmode=verify-full&sslrootcert=FILE");
            }
        }

        return options;
    }

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? port
            : throw new FormatException("a port from 1 to 65535");

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    [GeneratedRegex(
        @"^(?<server>postgres(ql)?://((?<user>[^:@/?#]*)(:(?<password>[^@/?#]*))?@)?(?<host>\[[^\]]*\]|[^:@/?#]*)(:(?<port>[0-9]+))?"
        + @"/(?<database>[^/?#]+)(\?(?<options>[^#]*))?)(#map=(?<map>[^#]+))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form { get; }

    // Up to the last @: a password that was not percent-encoded may contain one.
    [GeneratedRegex(@"(postgres(?:ql)?://[^:@/;]*:)[^;]*@")]
    private static partial Regex PasswordForm { get; }
}
