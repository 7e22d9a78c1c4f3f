using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.CallTimes;

namespace Tests.Satellite.Host;

/// <summary>Older images of maps in files.</summary>
[TestClass]
public sealed class FileHistoryTests : HistoryTests
{
    private const int Usage = 2;

    [TestMethod]
    public async Task History_AfterARestart_IsThereAndBeginsAnewWhereItWasInterrupted()
    {
        string path = await MakeMapAsync();
        long first, second, third;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            first = await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
            second = await PutAsync(host, Sending.ImageOf(0, 0, "a2"));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            Assert.AreEqual("a1", await host.Satellite.ReadTextAsync(0, 0, At(first)));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path))
        {
            third = await PutAsync(host, Sending.ImageOf(0, 0, "a3"));
            await AssertFailsAsync(
                StatusCode.FailedPrecondition,
                "the map 'map' keeps no older images; a server keeps those of a file or database with --map FILE#history=30d",
                () => host.Satellite.ReadTextAsync(0, 0, At(second)));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            await AssertFailsAsync(
                StatusCode.OutOfRange,
                "the map 'map' can be shown as it was from 20",
                () => host.Satellite.ReadTextAsync(0, 0, At(third)));
            Assert.AreEqual("a3", await host.Satellite.ReadTextAsync(0, 0, Token));
        }
    }

    [TestMethod]
    public async Task Images_ReplacedTooLongAgo_AreForgotten()
    {
        string path = await MakeMapAsync();
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=1h"))
        {
            await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
            await PutAsync(host, Sending.ImageOf(0, 0, "a2"));
            await PutAsync(host, Sending.ImageOf(1, 1, "b1"));
        }

        // Two hours ago, by the file.
        TileSetMaker.Run(path, "UPDATE tile_history SET since = since - 7200000000, until = until - 7200000000 WHERE tile_column = 0");
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=1h"))
        {
            await PutAsync(host, Sending.ImageOf(1, 1, "b2"));
        }

        CollectionAssert.AreEqual(
            new[] { "1,1", "b1" },
            TileSetMaker.Read(path, "SELECT CAST(tile_data AS TEXT) FROM tile_history ORDER BY until"));
    }

    [TestMethod]
    [DataRow("#history=soon")]
    [DataRow("#history=0d")]
    [DataRow("#history=30")]
    [DataRow("#history=NaNd")]
    public async Task History_ThatIsNoTime_IsRefusedAtTheStart(string option)
    {
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--map", await MakeMapAsync() + option]);

        Assert.AreEqual(Usage, await host.WaitForExitAsync());
        StringAssert.Contains(
            Assert.ContainsSingle(host.Log), "in days or hours, such as 30d or 12h", StringComparison.Ordinal);
    }

    private protected override Task<string> MakeMapAsync() => Task.FromResult(TileSetMaker.MakeSquare(Folder["map.mbtiles"]));

    private protected override Task<string> NewMapAsync() => Task.FromResult($"{Folder["new.mbtiles"]}#create=4x4,txt#crs=EPSG:4326");
}
