using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>Compiled contracts as @grpc/grpc-js sees it.</summary>
[TestClass]
public sealed class NodeExchangeTests : ExchangePeerTests
{
    private protected override ExchangePeer Peer { get; } = new NodeExchange();
}
