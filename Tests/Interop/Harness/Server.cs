namespace Tests.Interop.Harness;

/// <summary>A server under test, listening on a port of its own choice.</summary>
internal sealed class Server
{
    private const string Listening = "listening on ";

    private readonly RunningProgram _program;
    private readonly Func<string, bool> _isCall;
    private readonly Uri _address;

    private Server(RunningProgram program, Uri address, Func<string, bool> isCall)
    {
        _program = program;
        _address = address;
        _isCall = isCall;
    }

    public int Port => _address.Port;

    /// <summary>How the servers' certificates name it.</summary>
    public string Target => $"localhost:{Port}";

    public string Url => $"{_address.Scheme}://{Target}";

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
        var line = await program.LineAsync(
            $"a line '{Listening}ADDRESS'",
            line => line.StartsWith(Listening, StringComparison.Ordinal),
            cancellation);
        var address = new Uri(line[Listening.Length..]);
        Assert.AreEqual("127.0.0.1", address.Host, "a test's server is for this machine alone");
        return new Server(program, address, isCall);
    }

    /// <summary>Waits until the log tells of a call.</summary>
    public Task CallAsync(CancellationToken cancellation) => LineAsync("a line about a call", _isCall, cancellation);

    /// <summary>Waits until the log tells of so many calls; more are an error.</summary>
    public async Task CallsAsync(int count, CancellationToken cancellation)
    {
        var seen = 0;
        await LineAsync($"{count} lines about calls", line => _isCall(line) && ++seen == count, cancellation);
        Assert.HasCount(count, Calls, $"there may be no other call in the log\n{Transcript}");
    }

    /// <summary>Waits for a line of the log.</summary>
    public Task LineAsync(string what, Func<string, bool> wanted, CancellationToken cancellation) =>
        _program.LineAsync(what, wanted, cancellation);
}
