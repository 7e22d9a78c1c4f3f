using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Our own programs for the official interop tests, as processes.</summary>
internal static class OfficialPrograms
{
    private static readonly string[] Warnings = ["warn:", "fail:", "crit:"];

    /// <summary>The server, on a port of its own choice.</summary>
    public static Command Server(params IEnumerable<string> flags) => RunServer(["--port=0", .. flags]);

    /// <summary>
    /// The client. A call of a soak may take ten times as long as officially, unless the flags say otherwise: the machine may have other
    /// things to do.
    /// </summary>
    public static Command Client(int port, string testCase, params IEnumerable<string> flags)
    {
        const string Latency = "--soak_per_iteration_max_acceptable_latency_ms=";
        string[] given = [.. flags];
        bool isSoak = testCase.EndsWith("_soak", StringComparison.Ordinal);
        bool saysLatency = given.Any(flag => flag.StartsWith(Latency, StringComparison.Ordinal));
        return RunClient(
        [
            "--server_host=localhost",
            $"--server_port={port}",
            $"--test_case={testCase}",
            .. isSoak && !saysLatency ? [Latency + "10000"] : Array.Empty<string>(),
            .. given,
        ]);
    }

    /// <summary>The server with these flags and no others.</summary>
    public static Command RunServer(params IEnumerable<string> flags) =>
        Repository.Built("Tests/Interop/InteropServer", "interop-server.dll", flags);

    /// <summary>The client with these flags and no others.</summary>
    public static Command RunClient(params IEnumerable<string> flags) =>
        Repository.Built("Tests/Interop/InteropClient", "interop-client.dll", flags);

    /// <summary>The flags of either program for a kind of connection, with the certificates of a folder.</summary>
    public static async Task<IReadOnlyList<string>> FlagsAsync(Security security, Task<string> certificates) => security switch
    {
        Security.Plaintext => ["--use_tls=false"],
        Security.Tls => ["--use_tls=true", "--certs", await certificates, "--client_certs=false"],
        _ => ["--use_tls=true", "--certs", await certificates],
    };

    /// <summary>Whether a line of the server's log, or of ruby-grpc's, tells of a handler that runs.</summary>
    public static bool IsCall(string line) => line.StartsWith("call ", StringComparison.Ordinal);

    /// <summary>Whether a line of the server's log tells of a client turned away in the handshake.</summary>
    public static bool IsRefusal(string line) => line.StartsWith("refused a client ", StringComparison.Ordinal);

    /// <summary>Whether a line of the server's log tells of something that ought not to happen.</summary>
    public static bool IsWarning(string line) => Warnings.Any(warning => line.StartsWith(warning, StringComparison.Ordinal));
}
