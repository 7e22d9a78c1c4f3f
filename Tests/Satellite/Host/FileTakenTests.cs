using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.CallTimes;

namespace Tests.Satellite.Host;

/// <summary>Images of maps in files whose senders say when they were taken.</summary>
[TestClass]
public sealed class FileTakenTests : TakenTests
{
    [TestMethod]
    public async Task File_FromBeforeImagesHadTimes_GetsThem()
    {
        string path = await MakeMapAsync();
        long first, second;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            first = (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "first")], Token)).Version;
            second = (await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "second")], Token)).Version;
        }

        TileSetMaker.Run(path, "ALTER TABLE tile_versions DROP COLUMN taken; ALTER TABLE tile_history DROP COLUMN version");
        await using (RunningHost reading = await RunningHost.StartAsync("--map", path))
        {
            Assert.AreEqual("second", await reading.Satellite.ReadTextAsync(0, 0, Token));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", path + "#history=30d"))
        {
            Assert.AreEqual("first", await host.Satellite.ReadTextAsync(0, 0, At(second - 1)));
            Assert.AreEqual(1, (await PutAsync(host, second - 1, "late")).Older);
            Assert.AreEqual("late", await host.Satellite.ReadTextAsync(0, 0, At(second - 1)));
            CollectionAssert.AreEqual(
                new[] { (second, false), (second - 1, true), (first, false), (0, false) },
                (await ListAsync(host)).Select(image => (image.Taken ?? image.Version, image.Taken is not null)).ToArray());
        }
    }

    private protected override Task<string> MakeMapAsync() => Task.FromResult(TileSetMaker.MakeSquare(Folder["map.mbtiles"]));

    private protected override Task<string> NewMapAsync() => Task.FromResult($"{Folder["new.mbtiles"]}#create=8x8,txt#crs=EPSG:4326");

    private protected override Task<string> ReadOlderAsync(string map) =>
        Task.FromResult(Assert.ContainsSingle(TileSetMaker.Read(map, "SELECT CAST(tile_data AS TEXT) FROM tile_history")));

    private protected override string[] SecondAfterLongAgo(long second) => ["0,0=second", $"@{second}"];
}
