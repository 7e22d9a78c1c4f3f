using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class CatalogTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task GetMap_OfDefaultMap_IsTheEarth()
    {
        await using RunningHost host = await RunningHost.StartAsync();

        Map map = await host.Client.Catalog.GetMap(TestContext.CancellationToken);

        Assert.AreEqual(("earth-80x32", Earth.Width, Earth.Height, "text/plain"), (map.Name, map.Width, map.Height, map.ContentType));
    }
}
