using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Python with the distribution's grpcio; its client is Python/exchange_client.py.</summary>
internal sealed class PythonExchange : ExchangePeer
{
    private static readonly Lazy<Task<string>> Stubs = new(GenerateStubsAsync);

    protected override string Language => "Python";

    protected override IEnumerable<Requirement> Needs => [.. PythonPeer.Packages, Requirement.Program("protoc", "protobuf-compiler")];

    public override async Task<Command> ClientAsync(params IEnumerable<string> arguments) =>
        PythonPeer.Script("exchange_client.py", await Stubs.Value, arguments);

    private static async Task<string> GenerateStubsAsync()
    {
        var folder = RunFolder.Make("python-exchange");
        var schema = await SchemaAsync();
        var protoc = new Command("protoc", ["-I", Path.GetDirectoryName(schema)!, .. PythonPeer.StubOptions(folder), schema]);
        (await FinishedProgram.RunAsync(protoc, CancellationToken.None)).Succeeded();
        return folder;
    }
}
