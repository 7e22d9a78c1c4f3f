namespace CodeFirstSatellite.Cli;

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

    /// <summary>What each means: its name in JSON, and words for people.</summary>
    public static IReadOnlyList<(int Code, string Name, string Meaning)> All { get; } =
    [
        (Done, "done", "done"),
        (CallFailed, "call-failed", "the call ended with a gRPC status other than OK, or the connection was lost"),
        (Usage, "usage", "wrong usage: an unknown option, a value that is not allowed, a wrong profile"),
        (NoConnection, "no-connection", "no connection was made: address, TLS, trust, HTTP/2, or our certificate"),
        (LocalFile, "local-file", "a local file could not be read or written"),
        (Interrupted, "interrupted", "interrupted, by Ctrl-C, SIGTERM or a lost terminal"),
    ];

    public static string NameOf(int code) => All.First(known => known.Code == code).Name;
}
