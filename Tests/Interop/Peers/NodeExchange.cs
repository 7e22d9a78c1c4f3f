using Tests.Interop.Harness;

namespace Tests.Interop.Peers;

/// <summary>Node with @grpc/grpc-js, as Tests/run.sh installs it; its client is Node/exchange_client.js.</summary>
internal sealed class NodeExchange : ExchangePeer
{
    private static readonly string Modules = Path.Combine(Repository.Root, "artifacts", "tools", "node_modules");

    protected override string Language => "Node";

    protected override IEnumerable<Requirement> Needs =>
    [
        Requirement.Program("node", "nodejs"),
        Requirement.Folder(Path.Combine(Modules, "@grpc", "grpc-js"), "@grpc/grpc-js (from npm, as Tests/run.sh does)"),
        Requirement.Folder(Path.Combine(Modules, "@grpc", "proto-loader"), "@grpc/proto-loader (from npm, as Tests/run.sh does)"),
    ];

    public override async Task<Command> ClientAsync(params IEnumerable<string> arguments) =>
        new("node", [Path.Combine(Repository.Peers, "Node", "exchange_client.js"), "--schema", await SchemaAsync(), .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["NODE_PATH"] = Modules },
        };
}
