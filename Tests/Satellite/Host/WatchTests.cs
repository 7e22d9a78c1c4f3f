using System.Diagnostics;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What those see who watch a map.</summary>
[TestClass]
public sealed class WatchTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_Begun_GivesTheAreaThenItsVersionThenChangesInOrder()
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((1, 1, "a"), (2, 2, "b"), (7, 3, "outside"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken, RunningHost.AreaOf(1, 1, 5, 3));

        List<string> begin = await watching.TakeAsync(3);
        await map.StoreAsync((1, 1, "c"), (7, 3, "still outside"), (3, 3, "d"), (0, 0, "outside"));
        await map.StoreAsync((1, 1, "e"));
        List<string> changes = await watching.TakeAsync(3);

        CollectionAssert.AreEqual(new[] { "2,2=b", "1,1=a", "@1001" }, begin);
        CollectionAssert.AreEqual(new[] { "1,1=c", "3,3=d@1002", "1,1=e@1003" }, changes);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_WhileTheAreaIsRead_LosesNoChange()
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((0, 0, "a"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        map.WhileReading = () => map.StoreAsync((0, 0, "b"), (1, 1, "c")).GetAwaiter().GetResult();
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken);

        CollectionAssert.AreEqual(new[] { "0,0=a", "@1001", "0,0=b", "1,1=c@1002" }, await watching.TakeAsync(4));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_SinceAVersion_GivesExactlyWhatWasMissed()
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((0, 0, "kept"), (1, 1, "old"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        Area area = RunningHost.AreaOf(0, 0, 4, 3);
        await using (Watching first = Watching.Start(host.Client, TestContext.CancellationToken, area))
        {
            Assert.AreEqual("@1001", (await first.TakeAsync(3))[^1]);
        }

        await map.StoreAsync((1, 1, "between"), (2, 2, "two and a bit"));
        await map.StoreAsync((7, 0, "elsewhere"));
        await map.StoreAsync((1, 1, "one"), (3, 3, "three"));
        await map.StoreAsync((7, 0, "elsewhere again"));
        await using Watching second = Watching.Start(host.Client, TestContext.CancellationToken, area, since: 1001);
        List<string> missed = await second.TakeAsync(4);
        await map.StoreAsync((0, 0, "live"));
        string live = await second.NextAsync();
        await using Watching third = Watching.Start(host.Client, TestContext.CancellationToken, area, since: 1006);

        CollectionAssert.AreEqual(new[] { "2,2=two and a bit@1002", "1,1=one", "3,3=three@1004", "@1005" }, missed);
        Assert.AreEqual("0,0=live@1006", live);
        Assert.AreEqual("@1006", await third.NextAsync());
    }

    [TestMethod]
    [DataRow(999L)]
    [DataRow(5_000L)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_SinceAVersionThatTheMapKnowsNothingOf_BeginsWithTheArea(long since)
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((0, 0, "a"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken, since: since);

        CollectionAssert.AreEqual(new[] { "0,0=a", "@1001" }, await watching.TakeAsync(2));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_WhenWhatWasMissedCannotBeRead_EndsAsItCouldGoOn()
    {
        var map = new MemoryMap(8, 4);
        await map.StoreAsync((0, 0, "a"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);

        map.WhileReadingChanges = () => throw new MapReplacedException();
        await using Watching replaced = Watching.Start(host.Client, TestContext.CancellationToken, since: 1_000);
        Status aborted = (await replaced.EndAsync()).Status;
        map.WhileReadingChanges = () => throw new MapReadException("away for now") { IsTemporary = true };
        await using Watching away = Watching.Start(host.Client, TestContext.CancellationToken, since: 1_000);
        Status unavailable = (await away.EndAsync()).Status;

        Assert.AreEqual((StatusCode.Aborted, "the map was replaced by another; watch again"), (aborted.StatusCode, aborted.Detail));
        Assert.AreEqual((StatusCode.Unavailable, "away for now"), (unavailable.StatusCode, unavailable.Detail));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_ChangesElsewhere_TellsTheLastVersionNowAndThen()
    {
        var map = new MemoryMap(8, 4);
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken, RunningHost.AreaOf(0, 0, 0, 0));
        await watching.NextAsync();
        long began = Stopwatch.GetTimestamp();
        long last = 0;
        for (int i = 0; i < 1_000; i++)
        {
            last = await map.StoreAsync((7, 3, $"image {i}"));
        }

        int messages = 0;
        long? told = null;
        while (told != last)
        {
            Change change = await watching.NextMessageAsync();
            Assert.IsNull(change.Image);
            Assert.IsGreaterThan(told ?? 0, change.Version!.Value);
            told = change.Version;
            messages++;
        }

        // One a second; the first may come a second after the mark that the watch began with.
        Assert.IsLessThanOrEqualTo(Stopwatch.GetElapsedTime(began).TotalSeconds + 1, messages);
    }

    [TestMethod]
    [Timeout(240_000, CooperativeCancellation = true)]
    public async Task Watch_ByOneWhoDoesNotRead_IsEndedAndTheHostKeepsNoMoreThanItsLimit()
    {
        const int Rounds = 40;
        var map = new MemoryMap(64, 64) { ContentType = "image/jpeg" };
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        await using Watching slow = Watching.Start(host.Client, TestContext.CancellationToken);
        Assert.AreEqual("@1000", await slow.NextAsync());
        using HostClient other = host.NewClient();
        await using Watching quick = Watching.Start(other, TestContext.CancellationToken);
        await quick.NextAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        // Each round is about 4 MiB, and has the same cells.
        long version = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int row = 0; row < 64; row++)
            {
                version = await map.StoreAsync([.. Enumerable.Range(0, 64).Select(x => (x, row, $"{round}".PadLeft(1_024)))]);
                while ((await quick.NextMessageAsync()).Version != version)
                {
                }
            }
        }

        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        RpcException e = await slow.EndAsync();
        long since = long.Parse(e.Status.Detail.Split("watch again since ")[1].Split(' ')[0], null);
        await using Watching again = Watching.Start(other, TestContext.CancellationToken, since: since);
        int missed = 0;
        do
        {
            missed++;
        }
        while ((await again.NextMessageAsync()).Version != version);

        Assert.AreEqual(StatusCode.Aborted, e.StatusCode);
        Assert.IsInRange(1_000, version - 1, since);
        Assert.AreEqual(64 * 64, missed, "each cell's latest image");

        // Beside what the feed keeps: the map itself, and what is on the way to the two watchers.
        Assert.IsLessThan(ChangeFeed.BytesKept + (24L * 1024 * 1024), kept);
    }

    [TestMethod]
    [DataRow(null, null, StatusCode.InvalidArgument, "the area has no lower-left corner (ll); both corners are required")]
    [DataRow(
        0, 8, StatusCode.OutOfRange, "the upper-right corner (8, 8) is not on the map, which is 8x4: x goes from 0 to 7 and y from 0 to 3")]
    [DataRow(
        2,
        1,
        StatusCode.OutOfRange,
        "the area is inverted: its lower-left corner (2, 2) is to the right of or above its upper-right corner (1, 1)")]
    public async Task Watch_AnAreaThatIsNone_IsRefusedAsGetImagesRefusesIt(
        int? lowerLeft, int? upperRight, StatusCode status, string message)
    {
        await using InProcessHost host = await InProcessHost.StartAsync(new MemoryMap(8, 4));
        var area = new Area
        {
            LowerLeft = lowerLeft is { } ll ? new Location { X = ll, Y = ll } : null,
            UpperRight = upperRight is { } ur ? new Location { X = ur, Y = ur } : null,
        };
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken, area);

        RpcException e = await watching.EndAsync();

        Assert.AreEqual((status, message), (e.StatusCode, e.Status.Detail));
    }
}
