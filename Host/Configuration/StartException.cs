namespace CodeFirstSatellite.Host.Configuration;

/// <summary>The Host cannot start. The person who started it sees only the message, so it says what to do.</summary>
internal sealed class StartException(int exitCode, string message) : Exception(message)
{
    /// <summary>A file, a certificate, a port or a database is at fault.</summary>
    public const int Failure = 1;

    /// <summary>A switch, an environment variable or a key in appsettings.json is wrong.</summary>
    public const int Usage = 2;

    public int ExitCode { get; } = exitCode;
}
