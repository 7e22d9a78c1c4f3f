using System.Text.Json;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Maps, places on Earth, and outputs that keep images apart.</summary>
[TestClass]
public sealed class MapsTests
{
    private const int CallFailed = 1;
    private const int LocalFile = 4;

    private static SatcliOnHost _satcli = null!;

    public TestContext TestContext { get; set; } = null!;

    private static string MarbleFile => Path.Combine(Path.GetDirectoryName(Earth.File)!, "earth-80x32.mbtiles");

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _satcli = await SatcliOnHost.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _satcli.DisposeAsync();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Maps_OfDefaults_AreATable()
    {
        SatcliProcess.Result result = await _satcli.RunAsync("maps");

        Assert.AreEqual("""
            NAME         SIZE   TYPE        ZOOM  TITLE        ATTRIBUTION
            earth-80x32  80x32  text/plain  -     -            -
            blue-marble  80x32  image/jpeg  7     Earth 80x32  NASA Blue Marble Next Generation (public domain)

            """, result.Expect(0).Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Maps_Json_HasAllThatIsKnown()
    {
        SatcliProcess.Result result = await _satcli.RunAsync("maps --format json");

        using JsonDocument marble = JsonDocument.Parse(result.Expect(0).Output.TrimEnd('\n').Split('\n')[1]);
        Assert.AreEqual("blue-marble", marble.RootElement.GetProperty("name").GetString());
        Assert.AreEqual("[-180,-90,180,90]", marble.RootElement.GetProperty("bounds").GetRawText());
        Assert.AreEqual("[7]", marble.RootElement.GetProperty("zooms").GetRawText());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Map_ThatThereIsNot_ExitsWithOneAndThoseThatThereAre() =>
        (await _satcli.RunAsync("get-area --map mars"))
            .Expect(CallFailed)
            .ExpectErrorLine("satcli: NOT_FOUND: there is no map 'mars'; there are earth-80x32, blue-marble");

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("get-image --lon 12.49 --lat 41.89 --format json", "\"x\":42,\"y\":23", DisplayName = "Rome")]
    [DataRow("get-area --bbox 12,41,13,42 --format ndjson", "\"x\":42,\"y\":23", DisplayName = "the cell of Rome")]
    public async Task Place_OnTheMap_IsItsCell(string arguments, string expected)
    {
        SatcliProcess.Result result = await _satcli.RunAsync(arguments);

        StringAssert.StartsWith(
            Assert.ContainsSingle(result.Expect(0).Output.TrimEnd('\n').Split('\n')),
            $"{{{expected},",
            StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Place_OffTheMap_IsOutOfRange() =>
        (await _satcli.RunAsync("get-image --lon 200 --lat 0"))
            .Expect(CallFailed)
            .ExpectError("satcli: OUT_OF_RANGE: longitude 200, latitude 0 is not on the map");

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Place_OnAMapThatIsNowhere_SaysToNameCells()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["map.txt"], "ab\n", TestContext.CancellationToken);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["map.txt"]);

        (await satcli.RunAsync("get-image --lon 0 --lat 0"))
            .Expect(CallFailed)
            .ExpectError("FAILED_PRECONDITION: the map 'map' does not say where on Earth it lies; name its cells instead: --x N --y N");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_IntoATileSet_IsTheMapAgain()
    {
        (await _satcli.RunAsync("get-area --map blue-marble -o marble.mbtiles")).Expect(0);

        CollectionAssert.AreEqual(
            TileSetMaker.Read(MarbleFile, "SELECT zoom_level, tile_column, tile_row, hex(tile_data) FROM tiles ORDER BY 1, 2, 3"),
            TileSetMaker.Read(
                _satcli.Folder["marble.mbtiles"],
                "SELECT zoom_level, tile_column, tile_row, hex(tile_data) FROM tiles ORDER BY 1, 2, 3"));
        CollectionAssert.AreEqual(
            TileSetMaker.Read(MarbleFile, "SELECT name, value FROM metadata ORDER BY 1"),
            TileSetMaker.Read(_satcli.Folder["marble.mbtiles"], "SELECT name, value FROM metadata ORDER BY 1"));
        CollectionAssert.AreEqual(new[] { "ok" }, TileSetMaker.Read(_satcli.Folder["marble.mbtiles"], "PRAGMA integrity_check"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_IntoAFolder_IsAFileForEachImage()
    {
        (await _satcli.RunAsync("get-area --map blue-marble --ll 3,4 --ur 5,5 -o tiles/")).Expect(0);

        string[] files = [.. Directory.GetFiles(_satcli.Folder["tiles"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_satcli.Folder["tiles"], file))
            .Order(StringComparer.Ordinal)];

        // Rows from the north: 27 and 26 are 4 and 5 from the south.
        CollectionAssert.AreEqual(
            new[] { "7/3/26.jpg", "7/3/27.jpg", "7/4/26.jpg", "7/4/27.jpg", "7/5/26.jpg", "7/5/27.jpg", "tilejson.json" }, files);
        string expected = Assert.ContainsSingle(
            TileSetMaker.Read(MarbleFile, "SELECT hex(tile_data) FROM tiles WHERE tile_column = 4 AND tile_row = 5"));
        Assert.AreEqual(expected, Convert.ToHexString(
            await File.ReadAllBytesAsync(Path.Combine(_satcli.Folder["tiles"], "7", "4", "26.jpg"), TestContext.CancellationToken)));

        (await _satcli.RunAsync("get-area --map blue-marble -o tiles"))
            .Expect(LocalFile)
            .ExpectError("the folder is there already and has something in it");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("out.mbtiles")]
    [DataRow("out.tif")]
    [DataRow("out.png")]
    [DataRow("out/")]
    public async Task GetArea_ThatFails_LeavesNothing(string output)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");

        (await satcli.RunAsync($"get-area --map blue-marble -o {output} --deadline 1500ms"))
            .Expect(CallFailed)
            .ExpectError("DEADLINE_EXCEEDED");

        Assert.HasCount(0, Directory.GetFileSystemEntries(satcli.Folder.Path));
    }
}
