using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>The Host as grpc-go's client sees it.</summary>
[TestClass]
public sealed class GoClientTests : SatelliteClientTests
{
    private protected override Peer Peer { get; } = new GoPeer();
}
