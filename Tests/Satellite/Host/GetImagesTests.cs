using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
public sealed class GetImagesTests
{
    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _host = await RunningHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _host.DisposeAsync();

    [TestMethod]
    public async Task GetImages_OfWholeEarth_GivesTheMapFile() =>
        Assert.AreEqual(
            await File.ReadAllTextAsync(Earth.File, TestContext.CancellationToken),
            await _host.ReadAsync(RunningHost.AreaOf(0, 0, 79, 31), TestContext.CancellationToken));

    [TestMethod]
    public async Task GetImages_OfArea_ComesTopRowFirstWestToEastWithBothCorners()
    {
        var cells = new List<(int, int)>();
        await foreach (Image image in _host.Satellite.GetImages(RunningHost.AreaOf(3, 4, 5, 5), TestContext.CancellationToken))
        {
            cells.Add((image.X, image.Y));
        }

        CollectionAssert.AreEqual(new[] { (3, 5), (4, 5), (5, 5), (3, 4), (4, 4), (5, 4) }, cells);
    }

    [TestMethod]
    public async Task GetImages_OfOneCell_IsOneImage()
    {
        int count = 0;
        await foreach (Image image in _host.Satellite.GetImages(RunningHost.AreaOf(79, 31, 79, 31), TestContext.CancellationToken))
        {
            Assert.AreEqual((79, 31), (image.X, image.Y));
            count++;
        }

        Assert.AreEqual(1, count);
    }

    [TestMethod]
    public async Task GetImages_CornersAtOriginAreEmptyMessages_TakesThemAsOrigin()
    {
        var area = new Area { LowerLeft = new Location(), UpperRight = new Location() };

        Assert.AreEqual("%\n", await _host.ReadAsync(area, TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow(0, 0, 80, 31, "the upper-right corner (80, 31)")]
    [DataRow(0, 0, 79, 32, "the upper-right corner (79, 32)")]
    [DataRow(-1, 0, 79, 31, "the lower-left corner (-1, 0)")]
    public async Task GetImages_CornerOutOfMap_IsOutOfRangeBeforeAnythingIsStreamed(int llx, int lly, int urx, int ury, string corner)
    {
        RpcException e = await RefusedAsync(RunningHost.AreaOf(llx, lly, urx, ury));

        Assert.AreEqual(StatusCode.OutOfRange, e.StatusCode);
        Assert.AreEqual($"{corner} is not on the map, which is 80x32: x goes from 0 to 79 and y from 0 to 31", e.Status.Detail);
    }

    [TestMethod]
    [DataRow(6, 0, 5, 0)]
    [DataRow(0, 6, 0, 5)]
    public async Task GetImages_InvertedArea_IsOutOfRangeAndNamesBothCorners(int llx, int lly, int urx, int ury)
    {
        RpcException e = await RefusedAsync(RunningHost.AreaOf(llx, lly, urx, ury));

        Assert.AreEqual(StatusCode.OutOfRange, e.StatusCode);
        StringAssert.Contains(e.Status.Detail, $"({llx}, {lly})", StringComparison.Ordinal);
        StringAssert.Contains(e.Status.Detail, $"({urx}, {ury})", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(false, true, "the area has no lower-left corner (ll); both corners are required")]
    [DataRow(true, false, "the area has no upper-right corner (ur); both corners are required")]
    [DataRow(false, false, "the area has no lower-left corner (ll); both corners are required")]
    public async Task GetImages_MissingCorner_IsInvalidArgument(bool hasLowerLeft, bool hasUpperRight, string detail)
    {
        RpcException e = await RefusedAsync(new Area
        {
            LowerLeft = hasLowerLeft ? new Location() : null,
            UpperRight = hasUpperRight ? new Location() : null,
        });

        Assert.AreEqual(StatusCode.InvalidArgument, e.StatusCode);
        Assert.AreEqual(detail, e.Status.Detail);
    }

    private async Task<RpcException> RefusedAsync(Area area)
    {
        int images = 0;
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Image _ in _host.Satellite.GetImages(area, TestContext.CancellationToken))
            {
                images++;
            }
        });
        Assert.AreEqual(0, images);
        return e;
    }
}
