using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>How a watch ends, which it never does by itself.</summary>
[TestClass]
public sealed class WatchEndTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_OfAFileThatIsReplaced_IsAbortedAndBeginsAgainWithTheNewOne()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(1, 0, 0, "old")]);
        TileSetMaker.Make(folder["new"], [(1, 1, 1, "new")]);
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.mbtiles"]);
        await using Watching first = Watching.Start(host.Client, TestContext.CancellationToken);
        Assert.AreEqual("0,0=old", await first.NextAsync());
        long version = (await first.NextMessageAsync()).Version!.Value;
        await using Watching unchanged = Watching.Start(host.Client, TestContext.CancellationToken, since: version);
        Assert.AreEqual($"@{version}", await unchanged.NextAsync());

        File.Move(folder["new"], folder["map.mbtiles"], overwrite: true);
        RpcException e = await first.EndAsync();
        await using Watching second = Watching.Start(host.Client, TestContext.CancellationToken, since: version);
        string image = await second.NextAsync();
        Change mark = await second.NextMessageAsync();

        Assert.AreEqual((StatusCode.Aborted, "the map was replaced by another; watch again"), (e.StatusCode, e.Status.Detail));
        Assert.AreEqual("1,1=new", image);
        Assert.IsNull(mark.Image);
        Assert.IsGreaterThan(version, mark.Version!.Value);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_WhenTheHostBeginsToStop_EndsAtOnceWithUnavailable()
    {
        await using RunningHost host = await RunningHost.StartAsync("--drain", "60m");
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken, RunningHost.AreaOf(0, 0, 0, 0));
        await watching.TakeAsync(2);

        host.Process.Signal(Posix.SigTerm);
        RpcException e = await watching.EndAsync();

        Assert.AreEqual((StatusCode.Unavailable, "the server is shutting down"), (e.StatusCode, e.Status.Detail));
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
        CallLine line = CallLine.Parse(Assert.ContainsSingle(host.Process.CallLines));
        Assert.AreEqual(("/satellite.live.v1.Live/Watch", "(0,0)-(0,0)", "UNAVAILABLE"), (line["method"], line["area"], line["status"]));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_WithADeadline_EndsAtIt()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        IAsyncEnumerable<Change> changes = host.Client.Live.Watch(
            new WatchRequest(),
            new CallOptions(deadline: DateTime.UtcNow.AddSeconds(1), cancellationToken: TestContext.CancellationToken));

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () => await changes.CountAsync(TestContext.CancellationToken));

        Assert.AreEqual(StatusCode.DeadlineExceeded, e.StatusCode);
        CallLine line = CallLine.Parse(await host.Process.WaitForLogAsync(" call method="));
        Assert.Contains(line["status"], (string[])["DEADLINE_EXCEEDED", "CANCELLED"]);
        Assert.AreEqual("all", line["area"]);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_LeftByItsClient_EndsOnTheHost()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await using (Watching watching = Watching.Start(host.Client, TestContext.CancellationToken))
        {
            await watching.NextAsync();
        }

        Assert.AreEqual("CANCELLED", CallLine.Parse(await host.Process.WaitForLogAsync(" call method="))["status"]);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_WhereTokensAreConfigured_NeedsOne()
    {
        await using RunningHost host = await RunningHost.StartAsync("--tokens", "03357-1");
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken);

        Assert.AreEqual(StatusCode.PermissionDenied, (await watching.EndAsync()).StatusCode);
    }
}
