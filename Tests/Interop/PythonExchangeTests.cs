using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The runtime's server as Python's asyncio client sees it.</summary>
[TestClass]
public sealed class PythonExchangeTests : ExchangeClientTests
{
    private protected override ExchangePeer Peer { get; } = new PythonExchange();
}
