using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Several maps on one Host, and which of them a call means.</summary>
[TestClass]
public sealed class MapChoiceTests
{
    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _host = await RunningHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _host.DisposeAsync();

    [TestMethod]
    public async Task ListMaps_OfDefaults_DescribesBoth()
    {
        MapList list = await _host.Client.Catalog.ListMaps(TestContext.CancellationToken);

        CollectionAssert.AreEqual(
            new[] { "earth-80x32 80x32 text/plain", "blue-marble 80x32 image/jpeg" },
            list.Maps.Select(map => $"{map.Name} {map.Width}x{map.Height} {map.ContentType}").ToArray());
        Map marble = list.Maps[1];
        Assert.AreEqual(
            ("Earth 80x32", "NASA Blue Marble Next Generation (public domain)", "1", "EPSG:4326", 7),
            (marble.Title, marble.Attribution, marble.Version, marble.Crs, marble.Zoom));
        Assert.AreEqual(
            (-180d, -90d, 180d, 90d),
            (marble.Bounds!.West, marble.Bounds.South, marble.GridBounds!.East, marble.GridBounds.North));
        CollectionAssert.AreEqual(new[] { 7 }, marble.Zooms);
    }

    [TestMethod]
    public async Task Calls_NamingAMap_AreOfThatMap()
    {
        CallContext marble = Naming("blue-marble");
        var location = new Location { X = 45, Y = 17 };

        Map map = await _host.Client.Catalog.GetMap(marble);
        Image image = await _host.Satellite.GetImage(location, marble);
        Image letter = await _host.Satellite.GetImage(location, TestContext.CancellationToken);
        int count = 0;
        await foreach (Image one in _host.Satellite.GetImages(RunningHost.AreaOf(0, 0, 79, 31), marble))
        {
            Assert.IsTrue(one.Bytes.Span.StartsWith<byte>([0xFF, 0xD8, 0xFF]));
            count++;
        }

        Assert.AreEqual("blue-marble", map.Name);
        Assert.IsTrue(image.Bytes.Span.StartsWith<byte>([0xFF, 0xD8, 0xFF]));
        Assert.AreEqual(1, letter.Bytes.Length);
        Assert.AreEqual(2560, count);
    }

    [TestMethod]
    [DataRow("mars")]
    [DataRow("Blue-Marble", DisplayName = "other case")]
    public async Task Calls_NamingNoMapThatThereIs_AreNotFoundWithThoseThatThereAre(string name)
    {
        RpcException[] errors =
        [
            await Assert.ThrowsExactlyAsync<RpcException>(() => _host.Client.Catalog.GetMap(Naming(name))),
            await Assert.ThrowsExactlyAsync<RpcException>(() => _host.Satellite.GetImage(new Location(), Naming(name))),
            await Assert.ThrowsExactlyAsync<RpcException>(async () =>
            {
                await foreach (Image _ in _host.Satellite.GetImages(RunningHost.AreaOf(0, 0, 1, 1), Naming(name)))
                {
                }
            }),
        ];

        foreach (RpcException e in errors)
        {
            Assert.AreEqual(
                (StatusCode.NotFound, $"there is no map '{name}'; there are earth-80x32, blue-marble"),
                (e.StatusCode, e.Status.Detail));
        }
    }

    private CallContext Naming(string map) =>
        new CallOptions(new Metadata { { "map", map } }, cancellationToken: TestContext.CancellationToken);
}
