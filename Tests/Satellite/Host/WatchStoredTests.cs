using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Watches of an MBTiles file that images are stored in.</summary>
[TestClass]
public sealed class WatchStoredTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_WhileImagesAreStoredAndAfterTheHostIsKilled_HasEveryChangeOnce()
    {
        using var folder = new ScratchFolder();
        string map = $"{folder["map.mbtiles"]}#create=8x8,txt";
        long version;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map))
        {
            await using Watching watching = Watching.Start(host.Client, Token);
            Change begin = await watching.NextMessageAsync();
            Assert.IsNull(begin.Image);
            Stored stored = await host.Client.Archive.PutAsync([Sending.ImageOf(1, 2, "a")], Token);
            Assert.AreEqual($"1,2=a@{stored.Version}", await watching.NextAsync());
            await host.Client.Archive.PutAsync([Sending.ImageOf(1, 2, "a")], Token);
            stored = await host.Client.Archive.PutAsync([Sending.ImageOf(3, 3, "b")], Token);
            Assert.AreEqual($"3,3=b@{stored.Version}", await watching.NextAsync());
            version = stored.Version;
            await host.Client.Archive.PutAsync([Sending.ImageOf(1, 2, "c"), Sending.ImageOf(0, 0, "d")], Token);
        }

        // It was killed. What was stored since is told by the file.
        await using RunningHost again = await RunningHost.StartWritableAsync("--map", map);
        await using Watching resumed = Watching.Start(again.Client, Token, since: version);
        List<string> missed = [];
        long told = version;
        while (missed.Count < 2)
        {
            Change change = await resumed.NextMessageAsync();
            if (change.Image is { } image)
            {
                missed.Add($"{image.X},{image.Y}={System.Text.Encoding.ASCII.GetString(image.Bytes.Span)}");
            }

            told = change.Version ?? told;
        }

        Stored live = await again.Client.Archive.PutAsync([Sending.ImageOf(5, 5, "e")], Token);
        CollectionAssert.AreEquivalent(new[] { "1,2=c", "0,0=d" }, missed);
        Assert.AreEqual($"5,5=e@{live.Version}", await resumed.NextAsync());
        Assert.IsGreaterThan(version, told);
    }
}
