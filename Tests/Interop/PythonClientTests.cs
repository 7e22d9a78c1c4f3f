using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The Host as Python's asyncio client sees it.</summary>
[TestClass]
public sealed class PythonClientTests : SatelliteClientTests
{
    private protected override Peer Peer { get; } = new PythonPeer();
}
