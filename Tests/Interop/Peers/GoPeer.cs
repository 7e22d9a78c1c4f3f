using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Go with the distribution's grpc-go; its programs are Go/client and Go/server.</summary>
internal sealed class GoPeer : Peer
{
    // Where the distribution puts Go sources. Without modules, the build needs no network.
    private const string Sources = "/usr/share/gocode";

    private static readonly Lazy<Task<string>> Stubs = new(GenerateStubsAsync);
    private static readonly Lazy<Task<string>> Client = new(() => BuildAsync("client"));
    private static readonly Lazy<Task<string>> Server = new(() => BuildAsync("server"));

    protected override string Language => "Go";

    protected override IEnumerable<Requirement> Needs =>
    [
        Requirement.Program("go", "golang-go"),
        Requirement.Folder($"{Sources}/src/google.golang.org/grpc", "golang-google-grpc-dev"),
        Requirement.Folder($"{Sources}/src/github.com/golang/protobuf", "golang-github-golang-protobuf-1-5-dev"),
        Requirement.Program("protoc-gen-go", "protoc-gen-go-1-5"),
        Requirement.Program("protoc-gen-go-grpc", "protoc-gen-go-grpc"),
    ];

    public override async Task<Command> ClientAsync(params IEnumerable<string> arguments) => new(await Client.Value, [.. arguments]);

    /// <summary>The server program, ready to run.</summary>
    public static async Task<Command> ServerAsync(params IEnumerable<string> arguments) =>
        new(await Server.Value, [.. arguments])
        {
            // Tells of handshakes that failed.
            Environment = new Dictionary<string, string?> { ["GRPC_GO_LOG_SEVERITY_LEVEL"] = "warning" },
        };

    private static async Task<string> GenerateStubsAsync()
    {
        var folder = RunFolder.Make("go");
        var sources = Directory.CreateDirectory(Path.Combine(folder, "src")).FullName;
        await GenerateAsync($"--go_out={sources}", $"--go-grpc_out={sources}");
        return folder;
    }

    private static async Task<string> BuildAsync(string program)
    {
        var stubs = await Stubs.Value;
        var output = Path.Combine(stubs, program);
        var build = new Command("go", ["build", "-o", output, "."])
        {
            WorkingDirectory = Path.Combine(Repository.Peers, "Go", program),
            Environment = new Dictionary<string, string?>
            {
                ["GO111MODULE"] = "off",
                ["GOPATH"] = $"{stubs}:{Sources}",
                ["GOFLAGS"] = "",
                // Without a C compiler, which the Go packages merely recommend.
                ["CGO_ENABLED"] = "0",
            },
        };
        (await FinishedProgram.RunAsync(build, CancellationToken.None)).Succeeded();
        return output;
    }
}
