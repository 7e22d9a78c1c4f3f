using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>
/// The official interop programs that come with the distribution's ruby-grpc, run by Ruby/official_client.rb and Ruby/official_server.rb.
/// </summary>
internal static class RubyPeer
{
    // Not the first ruby in PATH: the distribution's gems belong to this one.
    private const string Interpreter = "/usr/bin/ruby";

    /// <summary>Ends the test as skipped, or as failed where peers are required, when Ruby or its gRPC is not on this machine.</summary>
    public static void Require(TestContext context) => Requirement.Check(
        context, "Ruby", new("ruby", File.Exists(Interpreter)), new("ruby-grpc", HasOfficialPrograms()));

    public static Command ListCases() => Run("official_client.rb", ["--list"]);

    /// <summary>The client with any number of cases, one after another.</summary>
    public static async Task<Command> ClientAsync(int port, Security security, Task<string> certificates, IEnumerable<string> cases) =>
        Run("official_client.rb", [$"--server_port={port}", .. await FlagsAsync(security, certificates), .. cases]);

    /// <summary>The server, on a port of its own choice.</summary>
    public static async Task<Command> ServerAsync(Security security, Task<string> certificates) =>
        Run("official_server.rb", await FlagsAsync(security, certificates));

    /// <summary>What became of the cases, such as <c>case empty_unary: passed</c>.</summary>
    public static IReadOnlyList<string> Outcomes(FinishedProgram client) =>
        [.. client.Succeeded().OutputText.Split('\n').Where(line => line.StartsWith("case ", StringComparison.Ordinal))];

    private static Command Run(string program, IEnumerable<string> arguments) =>
        new(Interpreter, [Path.Combine(Repository.Peers, "Ruby", program), .. arguments]);

    private static async Task<IReadOnlyList<string>> FlagsAsync(Security security, Task<string> certificates) => security switch
    {
        Security.Plaintext => [],
        Security.Tls => ["--certs", await certificates, "--client_certs=false"],
        _ => ["--certs", await certificates],
    };

    private static bool HasOfficialPrograms() =>
        Directory.Exists("/usr/lib") &&
        Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*")
            .Select(folder => Path.Combine(folder, "rubygems-integration"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(ruby => Path.Combine(ruby, "gems"))
            .Where(Directory.Exists)
            .SelectMany(gems => Directory.EnumerateDirectories(gems, "grpc-*"))
            .Any(gem => File.Exists(Path.Combine(gem, "src", "ruby", "pb", "test", "client.rb")));
}
