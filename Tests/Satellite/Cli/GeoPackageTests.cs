using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Areas as GeoPackages: GDAL finds every city where the map has it.</summary>
[TestClass]
public sealed class GeoPackageTests
{
    private const int Usage = 2;
    private const int LocalFile = 4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_OfAGeodeticMap_HasEachCityWhereGdalLooksForIt()
    {
        Gdal.Require(TestContext);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);

        Assert.AreEqual("", (await satcli.RunAsync("get-area -o earth.gpkg")).Expect(0).Error);
        (await satcli.RunAsync("get-area -o earth.mbtiles")).Expect(0)
            .ExpectError("GDAL and QGIS take every MBTiles file for Web Mercator")
            .ExpectError("-o earth.gpkg");

        StringAssert.Contains(await Gdal.DescribeAsync(satcli.Folder["earth.gpkg"]), "ID[\"EPSG\",4326]", StringComparison.Ordinal);
        int lostInMercator = 0;
        foreach ((double longitude, double latitude) in TestMaps.Cities)
        {
            (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o tile.jpg"))).Expect(0);
            int column = (int)((longitude + 180) / 360 * 80 * 64) % 64;
            int row = (int)((90 - latitude) / 180 * 32 * 64) % 64;
            string expected = await Gdal.ColourOfAsync(satcli.Folder["tile.jpg"], column, row);

            await AssertColourAsync(satcli.Folder["earth.gpkg"], longitude, latitude, expected);
            string inMercator = await Gdal.ColourAtAsync(satcli.Folder["earth.mbtiles"], longitude, latitude);
            lostInMercator += inMercator.StartsWith(expected, StringComparison.Ordinal) ? 0 : 1;
        }

        // What the note is for.
        Assert.AreEqual(TestMaps.Cities.Count, lostInMercator);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_OfAWebMercatorMap_HasEachCityWhereGdalLooksForIt()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["web.mbtiles"]);

        foreach (string file in (string[])["web.gpkg", "copy.mbtiles"])
        {
            Assert.AreEqual("", (await satcli.RunAsync($"get-area -o {file}")).Expect(0).Error);
            StringAssert.Contains(await Gdal.DescribeAsync(satcli.Folder[file]), "ID[\"EPSG\",3857]", StringComparison.Ordinal);
            foreach ((double longitude, double latitude) in TestMaps.Cities)
            {
                (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o tile.png"))).Expect(0);
                string expected = await Gdal.ColourOfAsync(satcli.Folder["tile.png"], 0, 0);

                await AssertColourAsync(satcli.Folder[file], longitude, latitude, expected);
            }
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_PartOfAMap_SaysWhichPart()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);

        (await satcli.RunAsync("get-area --bbox 5.8,47.2,15.1,55.1 -o germany.gpkg")).Expect(0);

        string file = satcli.Folder["germany.gpkg"];
        CollectionAssert.AreEqual(
            new[] { "4.5|45|18|56.25|4326" },
            TileSetMaker.Read(
                file,
                "SELECT round(min_x, 9), round(min_y, 9), round(max_x, 9), round(max_y, 9), srs_id FROM gpkg_contents"));
        CollectionAssert.AreEqual(
            new[] { "-180|-90|180|90" }, TileSetMaker.Read(file, "SELECT min_x, min_y, max_x, max_y FROM gpkg_tile_matrix_set"));
        CollectionAssert.AreEqual(
            new[] { "7|80|32|64|64|0.0703125|0.087890625" },
            TileSetMaker.Read(
                file,
                "SELECT zoom_level, matrix_width, matrix_height, tile_width, tile_height, pixel_x_size, pixel_y_size "
                + "FROM gpkg_tile_matrix"));

        // Rows from the north: 6 and 7 are 25 and 24 from the south.
        CollectionAssert.AreEqual(
            new[] { "41|43|6|7|6" },
            TileSetMaker.Read(file, "SELECT min(tile_column), max(tile_column), min(tile_row), max(tile_row), count(*) FROM tiles"));
        CollectionAssert.AreEqual(
            new[] { "1196444487" }, TileSetMaker.Read(file, "SELECT application_id FROM pragma_application_id"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_OfWhatAGeoPackageCannotHold_IsRefusedAndLeavesNothing()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["nowhere.txt"], "ab\ncd\n", TestContext.CancellationToken);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync(
            "--map", Earth.File + "#bounds=-180,-90,180,90",
            "--map", folder["nowhere.txt"]);

        (await satcli.RunAsync("get-area -o out.gpkg")).Expect(LocalFile)
            .ExpectError("the image at 0,31 is neither a PNG nor a JPEG, and a GeoPackage holds no others");
        (await satcli.RunAsync("get-area --map nowhere -o out.gpkg")).Expect(Usage)
            .ExpectError("the map 'nowhere' does not say that");

        Assert.HasCount(0, Directory.GetFiles(satcli.Folder.Path));
    }

    // GDAL adds how opaque it is.
    private static async Task AssertColourAsync(string file, double longitude, double latitude, string expected)
    {
        string found = await Gdal.ColourAtAsync(file, longitude, latitude);
        Assert.StartsWith(expected, found, $"{file} at {longitude},{latitude}");
    }
}
