using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>Compiled contracts as Python's asyncio client sees it.</summary>
[TestClass]
public sealed class PythonExchangeTests : ExchangePeerTests
{
    private protected override ExchangePeer Peer { get; } = new PythonExchange();
}
