using System.Text.Json;
using Tests.Satellite.Harness;
using Tests.Satellite.PmTiles;

namespace Tests.Satellite.Cli;

/// <summary><c>get-area --pyramid</c>: the zoom levels of a map in one file.</summary>
[TestClass]
public sealed class PyramidTests
{
    private const int Usage = 2;
    private const string Cells = "SELECT zoom_level, tile_column, tile_row, hex(tile_data) FROM tiles ORDER BY 1, 2, 3";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Pyramid_OfAWholeMap_IsEveryTileOfItsFile()
    {
        PmTilesWitness.Require(TestContext);
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string world = MakeWorld(folder["world.mbtiles"]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", world);

        foreach (string file in (string[])["all.mbtiles", "all.pmtiles", "all.gpkg", "all/"])
        {
            Assert.AreEqual("", (await satcli.RunAsync($"get-area --pyramid -o {file}")).Expect(0).Error);
        }

        List<string> expected = TileSetMaker.Read(world, Cells);
        CollectionAssert.AreEqual(expected, TileSetMaker.Read(satcli.Folder["all.mbtiles"], Cells));
        CollectionAssert.AreEqual(
            new[] { "maxzoom|3", "minzoom|1" },
            TileSetMaker.Read(satcli.Folder["all.mbtiles"], "SELECT * FROM metadata WHERE name LIKE '%zoom' ORDER BY 1"));

        JsonElement archive = await PmTilesWitness.ShowAsync(satcli.Folder["all.pmtiles"]);
        Assert.AreEqual("[1, 3, 3]", archive.GetProperty("zooms").GetRawText());
        Assert.AreEqual(4 + 16 + 64, PmTilesWitness.Images(archive).Length);

        string described = await Gdal.DescribeAsync(satcli.Folder["all.gpkg"]);
        Assert.Contains("Size is 2048, 2048", described);
        Assert.Contains("Overviews: 1024x1024, 512x512", described);

        // From afar, GDAL takes the lower levels' tiles, which have other colours here.
        foreach (string file in (string[])["all.gpkg", "all.mbtiles"])
        {
            string small = satcli.Folder["small.png"];
            await Gdal.RunAsync("gdal_translate", "-q", "-of", "PNG", "-outsize", "512", "512", satcli.Folder[file], small);
            Assert.AreEqual("30\n1\n1\n255", await Gdal.ColourOfAsync(small, 384, 384));
        }

        foreach (int zoom in (int[])[1, 2, 3])
        {
            string[] files = Directory.GetFiles(Path.Combine(satcli.Folder["all"], $"{zoom}"), "*.png", SearchOption.AllDirectories);
            Assert.HasCount(1 << (2 * zoom), files);
        }

        CollectionAssert.AreEqual(
            TestPictures.Plain(256, 30, 1, 1),
            await File.ReadAllBytesAsync(satcli.Folder["all/1/1/1.png"], TestContext.CancellationToken),
            "rows of web maps count from the north");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(satcli.Folder["all/tilejson.json"], TestContext.CancellationToken));
        Assert.AreEqual((1, 3), (json.RootElement.GetProperty("minzoom").GetInt32(), json.RootElement.GetProperty("maxzoom").GetInt32()));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("--bbox 1,1,2,2", "1|1|1 2|2|2 3|4|4", DisplayName = "by degrees")]
    [DataRow("--ll 4,4 --ur 6,4", "1|1|1 2|2|2 2|3|2 3|4|4 3|5|4 3|6|4", DisplayName = "by corners, which are the highest level's")]
    [DataRow("--zoom 2 --ll 3,3", "1|1|1 2|3|3", DisplayName = "of a lower level")]
    [DataRow("--bbox 179,1,-179,2", "1|0|1 1|1|1 2|0|2 2|3|2 3|0|4 3|7|4", DisplayName = "across the 180th meridian")]
    public async Task Pyramid_OfAPart_HasItsTilesOnEachLevel(string area, string expected)
    {
        using var folder = new ScratchFolder();
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", MakeWorld(folder["world.mbtiles"]));

        Assert.AreEqual("", (await satcli.RunAsync($"get-area {area} --pyramid -o part.mbtiles")).Expect(0).Error);

        Assert.AreEqual(
            expected,
            string.Join(' ', TileSetMaker.Read(
                satcli.Folder["part.mbtiles"], "SELECT zoom_level, tile_column, tile_row FROM tiles ORDER BY 1, 2, 3")));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Pyramid_ServedAgain_HasItsLevelsAtTheirPlace()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(
            folder["grid.mbtiles"],
            [.. TileSetMaker.Full(1, 2, 2, "low "), .. TileSetMaker.Full(2, 4, 4, "high ")],
            metadata: [("format", "txt"), ("crs", "EPSG:4326"), ("grid", "4x4"), ("bounds", "0,0,40,40"), ("maxzoom", "2")]);
        await using (SatcliOnHost first = await SatcliOnHost.StartAsync("--map", folder["grid.mbtiles"]))
        {
            (await first.RunAsync($"get-area --pyramid -o {folder["again.mbtiles"]}")).Expect(0);
        }

        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["again.mbtiles"]);
        Assert.AreEqual("low 1,1", (await satcli.RunAsync("get-image --zoom 1 --lon 39 --lat 39 --format raw")).Expect(0).Output);
        Assert.AreEqual("high 3,3", (await satcli.RunAsync("get-image --lon 39 --lat 39 --format raw")).Expect(0).Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Pyramid_LineLostOnEachLevel_IsWhole()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(
            folder["noise.mbtiles"],
            [
                .. from zoom in (int[])[3, 4]
                   from tile in TileSetMaker.Full(zoom, 1 << zoom, 1 << zoom, new string('x', 3_000))
                   select tile,
            ],
            metadata: ("format", "txt"));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["noise.mbtiles"], "--send-delay", "1ms");
        satcli.Host.ExpectWarning("handshake");
        using var proxy = new FaultProxy(
            satcli.Host.Address,
            Fault.None,
            new Fault(FaultKind.Close, FromServer: true, 100_000),
            new Fault(FaultKind.Close, FromServer: true, 300_000));

        (await satcli.RunAsync($"get-area --pyramid -o all.mbtiles --server {proxy.Address}")).Expect(0);

        Assert.AreEqual(3, proxy.Connections);
        CollectionAssert.AreEqual(
            TileSetMaker.Read(folder["noise.mbtiles"], Cells), TileSetMaker.Read(satcli.Folder["all.mbtiles"], Cells));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Pyramid_WhereThereIsNone_IsRefusedWithWhatToDo()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();

        // Three columns of tiles, and two of them from afar.
        await Raster.Make(600, 430, 3).WriteAsync(folder["odd.tif"], "-co TILED=YES");
        await Gdal.RunAsync("gdaladdo", "-q", folder["odd.tif"], "2");
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["odd.tif"], "--map", $"land={Earth.File}");

        (await satcli.RunAsync("get-area --pyramid -o x.mbtiles")).Expect(Usage)
            .ExpectError("--pyramid: zoom level 0 of the map 'odd' is 2x1 EPSG:4326 over ")
            .ExpectError("A file holds only levels that have half the columns and rows of the next, on the same part of Earth.");
        (await satcli.RunAsync("get-area --pyramid -o x.png")).Expect(Usage)
            .ExpectError("--pyramid is for what holds several zoom levels: -o FILE.mbtiles, FILE.pmtiles, FILE.gpkg or FOLDER/.");
        (await satcli.RunAsync("get-area --pyramid")).Expect(Usage).ExpectError("--pyramid is for what holds several zoom levels");
        (await satcli.RunAsync("get-area --pyramid --map land -o x.mbtiles")).Expect(Usage)
            .ExpectError("--pyramid: the map 'land' has no zoom levels; leave --pyramid out.");
        Assert.IsEmpty(Directory.GetFileSystemEntries(satcli.Folder.Path));
    }

    // Three levels; the colours say the level, the column and the row.
    private static string MakeWorld(string path)
    {
        TileSetMaker.Make(path, [], metadata: [("name", "world"), ("format", "png")]);
        IEnumerable<string> rows =
            from zoom in (int[])[1, 2, 3]
            from x in Enumerable.Range(0, 1 << zoom)
            from y in Enumerable.Range(0, 1 << zoom)
            let png = Convert.ToHexString(TestPictures.Plain(256, (byte)(zoom * 30), (byte)x, (byte)(zoom == 1 ? 1 - y : y)))
            select FormattableString.Invariant($"({zoom}, {x}, {y}, x'{png}')");
        TileSetMaker.Run(path, $"INSERT INTO tiles VALUES {string.Join(", ", rows)}");
        return path;
    }
}
