using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Python with the distribution's grpcio; its client is Python/satellite_client.py.</summary>
internal sealed class PythonPeer : Peer
{
    // Not the first python3 in PATH: the distribution's modules belong to this one.
    private const string Interpreter = "/usr/bin/python3";
    private const string Modules = "/usr/lib/python3/dist-packages";
    private const string Plugin = "grpc_python_plugin";

    private static readonly Lazy<Task<string>> Stubs = new(GenerateStubsAsync);

    protected override string Language => "Python";

    protected override IEnumerable<Requirement> Needs =>
    [
        new("python3", File.Exists(Interpreter)),
        Requirement.Folder($"{Modules}/grpc", "python3-grpcio"),
        Requirement.Folder($"{Modules}/google/protobuf", "python3-protobuf"),
        Requirement.Program(Plugin, "protobuf-compiler-grpc"),
    ];

    public override async Task<Command> ClientAsync(params IEnumerable<string> arguments) =>
        new(Interpreter, [Path.Combine(Repository.Peers, "Python", "satellite_client.py"), .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["PYTHONPATH"] = await Stubs.Value, ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };

    private static async Task<string> GenerateStubsAsync()
    {
        var folder = RunFolder.Make("python");
        await GenerateAsync($"--plugin=protoc-gen-grpc_python={Requirement.Find(Plugin)}", $"--python_out={folder}", $"--grpc_python_out={folder}");
        return folder;
    }
}
