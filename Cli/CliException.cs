namespace CodeFirstSatellite.Cli;

/// <summary>Ends the command with a message for the person who typed it. Lines after the first say what to do.</summary>
internal sealed class CliException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    public static CliException Usage(string message) => new(Cli.ExitCode.Usage, message);

    /// <summary>A file could not be read or written; the message is the system's.</summary>
    public static CliException LocalFile(string message, Exception? cause = null) => new(Cli.ExitCode.LocalFile, message, cause);
}

/// <summary>The exit codes of satcli.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The call ended with a gRPC status other than OK, or the connection was lost.</summary>
    public const int CallFailed = 1;

    public const int Usage = 2;

    /// <summary>No HTTP/2 connection was made: address, trust or the client's certificate.</summary>
    public const int NoConnection = 3;

    /// <summary>A local file could not be read or written.</summary>
    public const int LocalFile = 4;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
