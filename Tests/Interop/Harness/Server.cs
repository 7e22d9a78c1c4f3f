namespace Tests.Interop.Harness;

/// <summary>A server under test, listening on a port of its own choice.</summary>
internal sealed class Server
{
    private const string Listening = "listening on https://127.0.0.1:";

    private readonly RunningProgram _program;
    private readonly Func<string, bool> _isCall;

    private Server(RunningProgram program, int port, Func<string, bool> isCall)
    {
        _program = program;
        Port = port;
        _isCall = isCall;
    }

    public int Port { get; }

    /// <summary>How the servers' certificates name it.</summary>
    public string Target => $"localhost:{Port}";

    public string Url => $"https://{Target}";

    /// <summary>The lines that the server printed about calls so far, one for each handler that ran.</summary>
    public IReadOnlyList<string> Calls => [.. _program.Lines.Where(_isCall)];

    /// <summary>All lines that the server printed so far.</summary>
    public IReadOnlyList<string> Lines => _program.Lines;

    /// <summary>All that the server printed, for a failure's message.</summary>
    public string Transcript => _program.Transcript();

    /// <summary>Waits until a server that was started says where it listens.</summary>
    /// <param name="isCall">Whether a line of the server's log tells of a call.</param>
    public static async Task<Server> ListeningAsync(RunningProgram program, Func<string, bool> isCall, CancellationToken cancellation)
    {
        var line = await program.LineAsync($"a line '{Listening}PORT'", line => line.StartsWith(Listening, StringComparison.Ordinal), cancellation);
        return new Server(program, int.Parse(line[Listening.Length..], null), isCall);
    }

    /// <summary>Waits until the log tells of a call.</summary>
    public Task CallAsync(CancellationToken cancellation) => LineAsync("a line about a call", _isCall, cancellation);

    /// <summary>Waits for a line of the log.</summary>
    public Task LineAsync(string what, Func<string, bool> wanted, CancellationToken cancellation) => _program.LineAsync(what, wanted, cancellation);
}
