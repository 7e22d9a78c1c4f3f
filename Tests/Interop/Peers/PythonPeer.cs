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

    /// <summary>What a Python client generated from a schema needs, beside protoc.</summary>
    public static IReadOnlyList<Requirement> Packages { get; } =
    [
        new("python3", File.Exists(Interpreter)),
        Requirement.Folder($"{Modules}/grpc", "python3-grpcio"),
        Requirement.Folder($"{Modules}/google/protobuf", "python3-protobuf"),
        Requirement.Program(Plugin, "protobuf-compiler-grpc"),
    ];

    protected override string Language => "Python";

    protected override IEnumerable<Requirement> Needs => Packages;

    public override async Task<Command> ClientAsync(params IEnumerable<string> arguments) =>
        Script("satellite_client.py", await Stubs.Value, arguments);

    /// <summary>A program of Tests/Interop/Python, ready to run.</summary>
    /// <param name="name">Its file.</param>
    /// <param name="stubs">The folder of what was generated for it.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Command Script(string name, string stubs, IEnumerable<string> arguments) =>
        new(Interpreter, [Path.Combine(Repository.Peers, "Python", name), .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["PYTHONPATH"] = stubs, ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };

    /// <summary>The options that have protoc write stubs into a folder.</summary>
    public static string[] StubOptions(string folder) =>
        [$"--plugin=protoc-gen-grpc_python={Requirement.Find(Plugin)}", $"--python_out={folder}", $"--grpc_python_out={folder}"];

    private static async Task<string> GenerateStubsAsync()
    {
        var folder = RunFolder.Make("python");
        await GenerateAsync(StubOptions(folder));
        return folder;
    }
}
