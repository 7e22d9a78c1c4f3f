using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Another file takes the name of one that is written to.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ArchiveReplacementTests : IDisposable
{
    private const int Side = 8;

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Served => _folder["map.mbtiles"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task PutImages_AfterTheFileWasReplaced_GoesIntoTheNewOne()
    {
        TileSetMaker.Make(Served, TileSetMaker.Full(3, Side, Side, "old"));
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", Served);
        Stored before = await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "before")], Token);

        Replace("new");
        await host.Process.WaitForLogAsync("the file of map=map was replaced: grid=8x8");
        Stored after = await host.Client.Archive.PutAsync([Sending.ImageOf(1, 0, "after")], Token);

        Assert.IsGreaterThan(before.Version, after.Version);
        Assert.AreEqual("new0,0", await host.Satellite.ReadTextAsync(0, 0, Token));
        Assert.AreEqual("after", await host.Satellite.ReadTextAsync(1, 0, Token));
        Assert.AreEqual("ok", Assert.ContainsSingle(TileSetMaker.Read(Served, "PRAGMA integrity_check")));
        CollectionAssert.AreEqual(
            new[] { "after" },
            TileSetMaker.Read(Served, "SELECT CAST(tile_data AS TEXT) FROM tiles WHERE tile_column = 1 AND tile_row = 0"));
    }

    [TestMethod]
    public async Task PutImages_FileMovedAway_IsWholeWhereItIsNow()
    {
        TileSetMaker.Make(Served, TileSetMaker.Full(3, Side, Side, "old"));
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", Served);
        await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "before")], Token);

        File.Move(Served, _folder["kept.mbtiles"]);
        Replace("new");
        await host.Process.WaitForLogAsync("the file of map=map was replaced");

        CollectionAssert.AreEqual(
            new[] { "before" },
            TileSetMaker.Read(_folder["kept.mbtiles"], "SELECT CAST(tile_data AS TEXT) FROM tiles WHERE tile_column = 0 AND tile_row = 0"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutImages_FileReplacedMeanwhile_AcknowledgesNothingThatIsLost()
    {
        TileSetMaker.Make(Served, TileSetMaker.Full(3, Side, Side, "0:"));
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", Served);
        host.Process.ExpectWarning("images could not be stored in map=map");
        for (int round = 1; round <= 3; round++)
        {
            var begun = new TaskCompletionSource();
            using var stop = new CancellationTokenSource();
            Task writing = WriteAsync(host, begun, stop.Token);
            await begun.Task.WaitAsync(Waiting.Patience, Token);
            Replace($"{round}:");

            // Whatever is acknowledged from now on is in the file that has the name now.
            Image[] top = [.. Enumerable.Range(0, Side).Select(x => Sending.ImageOf(x, Side - 1, $"round {round}"))];
            while (!await TryPutAsync(host, top))
            {
                Assert.IsFalse(Token.IsCancellationRequested);
            }

            Assert.HasCount(Side, TileSetMaker.Read(Served, $"SELECT 1 FROM tiles WHERE CAST(tile_data AS TEXT) = 'round {round}'"));
            await stop.CancelAsync();
            await writing;
        }
    }

    [TestMethod]
    public async Task PutImages_FileReplacedByABadOne_IsUnavailableUntilThereIsAGoodOne()
    {
        TileSetMaker.Make(Served, TileSetMaker.Full(3, Side, Side, "old"));
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", Served);
        host.Process.ExpectWarning("was replaced by one that is refused");
        host.Process.ExpectWarning("images could not be stored in map=map");
        await File.WriteAllTextAsync(_folder["bad"], "no tile set", Token);

        File.Move(_folder["bad"], Served, overwrite: true);
        await host.Process.WaitForLogAsync(
            "was replaced by one that is refused, so the old one goes on being served: expected an SQLite database");
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token));

        Assert.AreEqual(
            "images could not be stored in map 'map': the map's file was replaced or taken away; "
                + "send the images again when the server has taken a good one",
            e.Status.Detail);
        Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
        Assert.AreEqual("old0,0", await host.Satellite.ReadTextAsync(0, 0, Token));
        Replace("good");
        await host.Process.WaitForLogAsync("the file of map=map was replaced: ");
        Assert.AreEqual(1, (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token)).Count);
    }

    private void Replace(string prefix)
    {
        TileSetMaker.Make(_folder["next.mbtiles"], TileSetMaker.Full(3, Side, Side, prefix));
        File.Move(_folder["next.mbtiles"], Served, overwrite: true);
    }

    // Another one that is in the middle of it, in rows of its own.
    private async Task WriteAsync(RunningHost host, TaskCompletionSource hasBegun, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await TryPutAsync(host, Sending.Full(Side, Side / 2, $"{i}"));
            hasBegun.TrySetResult();
        }
    }

    private async Task<bool> TryPutAsync(RunningHost host, IEnumerable<Image> images)
    {
        try
        {
            await host.Client.Archive.PutAsync(images, Token);
            return true;
        }
        catch (RpcException e)
        {
            Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
            return false;
        }
    }
}
