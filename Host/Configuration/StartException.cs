namespace CodeFirstSatellite.Host.Configuration;

/// <summary>The Host cannot start. The message is all that the person who started it sees, so it says what to do.</summary>
internal sealed class StartException(int exitCode, string message) : Exception(message)
{
    /// <summary>A file, a certificate or a port is not as it must be.</summary>
    public const int Failure = 1;

    /// <summary>A switch, an environment variable or a key in appsettings.json is wrong.</summary>
    public const int Usage = 2;

    public int ExitCode { get; } = exitCode;
}
