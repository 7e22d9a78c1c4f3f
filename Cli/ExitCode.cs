namespace CodeFirstSatellite.Cli;

/// <summary>What satcli tells the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The call ended with a gRPC status other than OK, or the connection was lost on the way.</summary>
    public const int CallFailed = 1;

    public const int Usage = 2;

    /// <summary>No HTTP/2 connection came about: address, trust or the client's certificate.</summary>
    public const int NoConnection = 3;

    /// <summary>A local file could not be read or written.</summary>
    public const int LocalFile = 4;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
