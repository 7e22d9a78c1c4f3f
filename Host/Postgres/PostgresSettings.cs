using System.Globalization;
using CodeFirstSatellite.Host.Configuration;
using Npgsql;

namespace CodeFirstSatellite.Host.Postgres;

/// <summary>The settings of the Host's connections: the options of an address, in libpq's names, and what the Host needs.</summary>
internal static class PostgresSettings
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The options that an address may have after <c>?</c>.</summary>
    private static readonly Dictionary<string, Action<NpgsqlConnectionStringBuilder, string>> Options = new()
    {
        ["sslmode"] = (settings, text) => settings.SslMode = SslModeOf(text),
        ["sslrootcert"] = (settings, text) => settings.RootCertificate = text,
        ["sslcert"] = (settings, text) => settings.SslCertificate = text,
        ["sslkey"] = (settings, text) => settings.SslKey = text,
        ["passfile"] = (settings, text) => settings.Passfile = text,
        ["connect_timeout"] = (settings, text) => settings.Timeout = Number("connect_timeout", text, 60),
        ["pool_size"] = (settings, text) => settings.MaxPoolSize = Number("pool_size", text, 1000),
    };

    /// <exception cref="StartException">An option of the address is wrong.</exception>
    public static NpgsqlConnectionStringBuilder Of(PostgresAddress address)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Database = address.Database,
            Username = address.User,
            Password = address.Password,
            ApplicationName = "satellite",
            SslMode = address.IsLocal ? SslMode.Prefer : SslMode.VerifyFull,
            Timeout = 5,
            CommandTimeout = 15,
            MaxPoolSize = 16,
            TcpKeepAlive = true,
            MaxAutoPrepare = 16,
            AutoPrepareMinUsages = 1,

            // Only PostgresDatabase changes settings of a connection, once for its life.
            NoResetOnClose = true,
            ReadBufferSize = BufferSize,
            WriteBufferSize = BufferSize,
        };
        foreach ((string name, string value) in address.Options)
        {
            if (!Options.TryGetValue(name, out Action<NpgsqlConnectionStringBuilder, string>? apply))
            {
                throw Wrong(address, $"there is no option '{name}'; there are host, {string.Join(", ", Options.Keys)}");
            }

            try
            {
                apply(settings, value);
            }
            catch (FormatException e)
            {
                throw Wrong(address, $"expected {e.Message}, got '{value}'");
            }
        }

        // The machine's CAs do not count (see SystemAuthorities): the address must say whom to trust.
        string? authorities = settings.RootCertificate ?? Environment.GetEnvironmentVariable("PGSSLROOTCERT");
        if (settings.SslMode is SslMode.VerifyCA or SslMode.VerifyFull && authorities is null)
        {
            throw Wrong(address, "the server's certificate is to be checked, and nothing says whose it must be; name the CA's certificate "
                + "with ?sslrootcert=FILE (or say sslmode=disable, on a network that nobody else is on)");
        }

        return authorities is null || File.Exists(authorities)
            ? settings
            : throw Wrong(address, $"the CA's certificate '{authorities}' does not exist");
    }

    private static StartException Wrong(PostgresAddress address, string message) =>
        new(StartException.Usage, $"the database {address}: {message}");

    private static SslMode SslModeOf(string text) => text switch
    {
        "disable" => SslMode.Disable,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new FormatException("sslmode disable, prefer, require, verify-ca or verify-full"),
    };

    private static int Number(string name, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 && number <= most
            ? number
            : throw new FormatException($"{name} from 1 to {most}");
}
