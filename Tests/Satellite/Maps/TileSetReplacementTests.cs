using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>A file that takes the place of the one in use.</summary>
[TestClass]
public sealed class TileSetReplacementTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(0, DisplayName = "in memory")]
    [DataRow(TileSetMaker.Large, DisplayName = "on disk")]
    public async Task LookForNewFile_Replaced_IsForNewCallsWhileOldOnesFinishOnTheOld(int padding)
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(6, 64, 64, "old "), padding: padding);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);
        var old = new List<string>();
        await using IAreaReader reader = map.OpenArea(map.Grid.Whole);
        Assert.IsTrue(await reader.WaitToReadAsync(TestContext.CancellationToken));

        TileSetMaker.Make(folder["new"], TileSetMaker.Full(3, 8, 8, "new "), padding: padding);
        File.Move(folder["new"], folder["map.mbtiles"], overwrite: true);
        Replacement found = ((IReplaceable)map).LookForNewFile();
        Replacement again = ((IReplaceable)map).LookForNewFile();

        do
        {
            while (reader.TryRead(out CellImage image))
            {
                old.Add(System.Text.Encoding.ASCII.GetString(image.Bytes.Span));
            }
        }
        while (await reader.WaitToReadAsync(TestContext.CancellationToken));
        Assert.AreEqual((ReplacementKind.Taken, ReplacementKind.None), (found.Kind, again.Kind));
        Assert.HasCount(64 * 64, old);
        Assert.IsTrue(old.TrueForAll(image => image.StartsWith("old ", StringComparison.Ordinal)));
        Assert.AreEqual(new Grid(8, 8), map.Grid);
        Assert.AreEqual("7,7=new 7,7", await map.ReadAsync(7, 7, TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow(0, DisplayName = "in memory")]
    [DataRow(TileSetMaker.Large, DisplayName = "on disk")]
    public async Task LookForNewFile_ReplacedByABadOne_KeepsTheOldAndSaysWhyOnce(int padding)
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(6, 64, 64, "old "), padding: padding);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        await File.WriteAllTextAsync(folder["bad"], "no database", TestContext.CancellationToken);
        File.Move(folder["bad"], folder["map.mbtiles"], overwrite: true);
        Replacement bad = ((IReplaceable)map).LookForNewFile();
        Replacement again = ((IReplaceable)map).LookForNewFile();
        File.Delete(folder["map.mbtiles"]);
        Replacement gone = ((IReplaceable)map).LookForNewFile();
        List<string> images = await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken);
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(1, 2, 2, "new "));
        Replacement good = ((IReplaceable)map).LookForNewFile();

        Assert.AreEqual(
            (ReplacementKind.Refused, ReplacementKind.None, ReplacementKind.Refused, ReplacementKind.Taken),
            (bad.Kind, again.Kind, gone.Kind, good.Kind));
        StringAssert.Contains(bad.Reason, "expected an SQLite database", StringComparison.Ordinal);
        Assert.HasCount(64 * 64, images);
        Assert.AreEqual("0,0=new 0,0", await map.ReadAsync(0, 0, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task LookForNewFile_ChangedInPlace_IsTaken()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(1, 2, 2));
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        TileSetMaker.Run(folder["map.mbtiles"], "UPDATE tiles SET tile_data = CAST('other' AS BLOB) WHERE tile_column = 1");

        Assert.AreEqual(ReplacementKind.Taken, ((IReplaceable)map).LookForNewFile().Kind);
        Assert.AreEqual("1,1=other", await map.ReadAsync(1, 1, TestContext.CancellationToken));
    }
}
