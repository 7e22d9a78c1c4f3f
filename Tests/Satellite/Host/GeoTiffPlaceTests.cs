using System.Globalization;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Where the cells of GeoTIFFs lie: GDAL finds at each place what the Host has there. Overviews are zoom levels.</summary>
[TestClass]
public sealed class GeoTiffPlaceTests
{
    // Metres of Web Mercator: Europe again, and pixels of zoom level 7.
    private const string EuropeInMercator = "-2800000, 11000, 0, 11500000, 0, -18000";
    private const string WebZoom7 = "-2504688.542848654, 1222.992452562495, 0, 7514065.628545966, 0, -1222.992452562495";

    private static readonly (double Longitude, double Latitude)[] Cities =
    [
        (12.49, 41.89), // Rome
        (2.35, 48.86), // Paris
        (-3.7, 40.42), // Madrid
        (24.94, 60.17), // Helsinki
        (23.73, 37.98), // Athens
    ];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("EPSG:4326", Raster.Europe, "-co TILED=YES", DisplayName = "degrees, tiles")]
    [DataRow("EPSG:4326", Raster.Europe, "", DisplayName = "degrees, strips")]
    [DataRow("EPSG:3857", EuropeInMercator, "-co TILED=YES", DisplayName = "Web Mercator, tiles")]
    [DataRow("EPSG:3857", EuropeInMercator, "", DisplayName = "Web Mercator, strips")]
    [DataRow("EPSG:4326", Raster.Europe, "-mo AREA_OR_POINT=Point", DisplayName = "coordinates of middles")]
    public async Task Cities_OnAMap_AreWhereGdalLooksForThem(string system, string transform, string options)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(600, 430, 3).WriteAsync(file, options, system, transform);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", file);

        (await satcli.RunAsync("get-area -o map.gpkg")).Expect(0);
        Raster whole = await Raster.ReadAsync(file);

        foreach ((double longitude, double latitude) in Cities)
        {
            string expected = await Gdal.ColourAtAsync(file, longitude, latitude);
            Assert.AreNotEqual("", expected, "the city is on the picture");

            // GDAL says of the GeoPackage, in the same words, what it says of the GeoTIFF.
            Assert.StartsWith(expected, await Gdal.ColourAtAsync(satcli.Folder["map.gpkg"], longitude, latitude));

            // And the city's cell is the piece of the picture that the city is in.
            (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o city.png"))).Expect(0);
            (int column, int row) = await PixelAsync(file, longitude, latitude);
            byte[] image = await File.ReadAllBytesAsync(satcli.Folder["city.png"], TestContext.CancellationToken);
            whole.AssertIsAt(image, column / 256 * 256, row / 256 * 256);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetMap_OfAPictureSmallerThanItsCells_SaysWherePictureAndCellsLie()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(720, 360, 3).WriteAsync(folder["world.tif"], "-co TILED=YES", transform: "-180, 0.5, 0, 90, 0, -0.5");
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["world.tif"]);

        string map = (await satcli.RunAsync("maps --format json")).Expect(0).Output;

        // 3 x 2 cells of 128 degrees.
        Assert.Contains("\"bounds\":[-180,-90,180,90]", map);
        Assert.Contains("\"gridBounds\":[-180,-166,204,90]", map);
        (await satcli.RunAsync("get-image --lon 179.9 --lat -89.9 --format json")).Expect(0);
        (await satcli.RunAsync("get-area --bbox -180,-90,180,90 -o all.mbtiles")).Expect(0);
        await using IMapSource copy = MapFiles.Open(satcli.Folder["all.mbtiles"]);
        Assert.AreEqual("-180,-166,204,90", copy.Details.Geography!.Bounds.ToString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("EPSG:4326", Raster.Europe, "0,1,2", DisplayName = "counted up to the picture")]
    [DataRow("EPSG:3857", EuropeInMercator, "0,1,2", DisplayName = "Web Mercator of another resolution")]
    [DataRow("EPSG:3857", WebZoom7, "5,6,7", DisplayName = "a zoom level of web maps")]
    public async Task Zooms_OfACog_AreItsOverviewsWithThePixelsThatGdalReads(string system, string transform, string zooms)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(1501, 1037, 3).WriteAsync(
            file, "-of COG -co BLOCKSIZE=256 -co OVERVIEW_RESAMPLING=AVERAGE -co OVERVIEW_COUNT=2", system, transform);
        int[] expected = [.. zooms.Split(',').Select(zoom => int.Parse(zoom, CultureInfo.InvariantCulture))];
        await using IMapSource map = MapFiles.Open(file);

        CollectionAssert.AreEqual(expected, map.Details.Zooms.ToArray());
        CollectionAssert.AreEqual(expected, map.Details.Zooms.ToArray());
        Assert.AreEqual(expected[^1], map.Details.Zoom);
        Assert.IsNull(map.At(expected[^1] + 1));
        foreach (int zoom in expected)
        {
            int overview = expected[^1] - zoom - 1;
            string[] open = overview < 0 ? [] : ["-oo", FormattableString.Invariant($"OVERVIEW_LEVEL={overview}")];
            Raster whole = await Raster.ReadAsync(file, open);
            IMapSource level = map.At(zoom)!;
            Assert.AreEqual(((whole.Width + 255) / 256, (whole.Height + 255) / 256), (level.Grid.Width, level.Grid.Height));
            await AssertPixelsAsync(level, whole);

            // The level covers the same part of Earth with fewer pixels.
            (double west, double south, double east, double north) = level.Details.Geography!.InUnits(level.Details.Geography.Bounds);
            double[] origin = [.. transform.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            Assert.AreEqual(origin[0], west, 1e-6);
            Assert.AreEqual(origin[3], north, 1e-6);
            Assert.AreEqual(origin[1] * 1501 / whole.Width, (east - west) / level.Grid.Width / 256, origin[1] * 1e-9);
            Assert.AreEqual(-origin[5] * 1037 / whole.Height, (north - south) / level.Grid.Height / 256, origin[1] * 1e-9);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("EPSG:4326", Raster.Europe, "map.tif", "map.tfw")]
    [DataRow("EPSG:3857", EuropeInMercator, "map.tif", "map.TFW")]
    [DataRow("EPSG:4326", Raster.Europe, "map.tif", "map.tifw")]
    [DataRow("EPSG:4326", Raster.Europe, "map.tiff", "map.wld")]
    public async Task Host_WorldFileAndItsCrs_ServesThePlaceOfTheSameGeoTiff(string system, string transform, string file, string world)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(600, 430, 3).WriteAsync(folder["control.tif"], "-co TILED=YES", system, transform);
        await Raster.Make(600, 430, 3).WriteAsync(
            folder["made.tif"], "-co TILED=YES -co TFW=YES -co PROFILE=BASELINE", system, transform);
        File.Move(folder["made.tif"], folder[file]);
        File.Move(folder["made.tfw"], folder[world]);
        await using RunningHost host = await RunningHost.StartAsync(
            "--map", $"world={folder[file]}#crs={system}", "--map", folder["control.tif"]);

        Map map = await host.Client.Catalog.GetMap(Sending.OnMap("world", TestContext.CancellationToken));
        Map control = await host.Client.Catalog.GetMap(Sending.OnMap("control", TestContext.CancellationToken));

        Assert.AreEqual(control.Crs, map.Crs);
        Assert.AreEqual(control.Bounds!.West, map.Bounds!.West, 1e-9);
        Assert.AreEqual(control.Bounds.South, map.Bounds.South, 1e-9);
        Assert.AreEqual(control.Bounds.East, map.Bounds.East, 1e-9);
        Assert.AreEqual(control.Bounds.North, map.Bounds.North, 1e-9);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_ZoomOfAnOverview_ServesThat()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(600, 430, 3).WriteAsync(file, "-co TILED=YES -co COMPRESS=LZW");
        await Gdal.RunAsync("gdaladdo", "-q", "-r", "average", file, "2", "4");
        await using RunningHost host = await RunningHost.StartAsync("--map", $"half={file}#zoom=1", "--map", $"quarter={file}#zoom=0");

        foreach ((string name, string level, int side) in ((string, string, int)[])[("half", "0", 300), ("quarter", "1", 150)])
        {
            CallContext call = Sending.OnMap(name, TestContext.CancellationToken);
            Map map = await host.Client.Catalog.GetMap(call);
            Raster whole = await Raster.ReadAsync(file, "-oo", $"OVERVIEW_LEVEL={level}");
            Assert.AreEqual(side, whole.Width);
            CollectionAssert.AreEqual(new[] { 0, 1, 2 }, map.Zooms.ToArray());
            await foreach (Image image in host.Satellite.GetImages(RunningHost.AreaOf(0, 0, map.Width - 1, map.Height - 1), call))
            {
                whole.AssertIsAt(image.Bytes.Span, image.X * 256, (map.Height - 1 - image.Y) * 256);
            }
        }
    }

    private async Task AssertPixelsAsync(IMapSource level, Raster whole)
    {
        int images = 0;
        await using IAreaReader reader = level.OpenArea(level.Grid.Whole);
        while (await reader.WaitToReadAsync(TestContext.CancellationToken))
        {
            for (; reader.TryRead(out CellImage image); images++)
            {
                whole.AssertIsAt(image.Bytes.Span, image.Cell.X * 256, (level.Grid.Height - 1 - image.Cell.Y) * 256);
                CellImage? single = await level.GetImageAsync(image.Cell, TestContext.CancellationToken);
                CollectionAssert.AreEqual(image.Bytes.ToArray(), single!.Value.Bytes.ToArray());
            }
        }

        Assert.AreEqual(level.Grid.Width * level.Grid.Height, images);
    }

    // "Location: (374P,301L)" among other lines.
    private static async Task<(int Column, int Row)> PixelAsync(string file, double longitude, double latitude)
    {
        string text = await Gdal.RunAsync(
            "gdallocationinfo", "-wgs84", file, FormattableString.Invariant($"{longitude}"), FormattableString.Invariant($"{latitude}"));
        string[] place = text.Split('(', 2)[1].Split(')')[0].Split(',');
        return (Number(place[0]), Number(place[1]));

        static int Number(string text) => int.Parse(text.TrimEnd('P', 'L'), CultureInfo.InvariantCulture);
    }
}
