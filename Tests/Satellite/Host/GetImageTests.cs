using CodeFirstSatellite.Contracts;
using Tests.Http2;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class GetImageTests
{
    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _host = await RunningHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _host.DisposeAsync();

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(79, 0)]
    [DataRow(0, 31)]
    [DataRow(79, 31)]
    [DataRow(30, 25)]
    [DataRow(50, 4)]
    public async Task GetImage_OnMap_GivesThatCellCountingRowsFromTheBottom(int x, int y)
    {
        string[] lines = await File.ReadAllLinesAsync(Earth.File, TestContext.CancellationToken);

        Image image = await _host.Satellite.GetImage(new Location { X = x, Y = y }, TestContext.CancellationToken);

        Assert.AreEqual((x, y), (image.X, image.Y));
        CollectionAssert.AreEqual(new[] { (byte)lines[Earth.Height - 1 - y][x] }, image.Bytes.ToArray());
    }

    [TestMethod]
    [DataRow(80, 0)]
    [DataRow(0, 32)]
    [DataRow(-1, 0)]
    [DataRow(0, -1)]
    [DataRow(int.MaxValue, int.MinValue)]
    public async Task GetImage_OutOfMap_IsOutOfRangeAndNamesCoordinateAndSize(int x, int y)
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => _host.Satellite.GetImage(new Location { X = x, Y = y }, TestContext.CancellationToken));

        Assert.AreEqual(StatusCode.OutOfRange, e.StatusCode);
        Assert.AreEqual($"({x}, {y}) is not on the map, which is 80x32: x goes from 0 to 79 and y from 0 to 31", e.Status.Detail);
    }

    [TestMethod]
    public async Task GetImage_WithALongRequest_IsRefusedBeforeItHasCome()
    {
        await using RawConnection raw = await RawConnection.OpenAsync(
            _host.Process.Address, HostClient.Tls(_host.Certificates, _host.Certificates.Client));
        RawStream stream = raw.NewStream();
        await stream.SendHeadersAsync(RawStream.Headers("/satellite.Satellite/GetImage", "https").Select(h => (h.Key, h.Value)));

        // Says that 4,097 bytes follow; none does.
        await stream.SendAsync([0, 0, 0, 0x10, 0x01]);

        Assert.AreEqual("8", (await stream.EndAsync()).Status);
    }
}
