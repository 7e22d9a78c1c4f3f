using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The runtime's server as @grpc/grpc-js sees it.</summary>
[TestClass]
public sealed class NodeExchangeTests : ExchangeClientTests
{
    private protected override ExchangePeer Peer { get; } = new NodeExchange();
}
