using System.Globalization;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Areas as one picture: GDAL finds every city where the map has it.</summary>
[TestClass]
public sealed class AreaPictureTests
{
    private const int Usage = 2;
    private const int LocalFile = 4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Picture_OfAGeodeticMap_HasEachCityWhereGdalLooksForIt()
    {
        Gdal.Require(TestContext);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);

        foreach (string file in (string[])["earth.TIF", "earth.png", "earth.jpg"])
        {
            Assert.AreEqual("", (await satcli.RunAsync($"get-area -o {file}")).Expect(0).Error);
            Assert.Contains("Size is 5120, 2048", await Gdal.DescribeAsync(satcli.Folder[file]));
        }

        string described = await Gdal.DescribeAsync(satcli.Folder["earth.TIF"]);
        Assert.Contains("ID[\"EPSG\",4326]", described);
        Assert.Contains("Origin = (-180.000000000000000,90.000000000000000)", described);
        Assert.Contains("Pixel Size = (0.070312500000000,-0.087890625000000)", described);
        foreach ((double longitude, double latitude) in TestMaps.Cities)
        {
            (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o tile.jpg"))).Expect(0);
            int column = (int)((longitude + 180) / 360 * 5120);
            int row = (int)((90 - latitude) / 180 * 2048);
            string expected = await Gdal.ColourOfAsync(satcli.Folder["tile.jpg"], column % 64, row % 64);

            Assert.AreEqual(expected + "\n255", await Gdal.ColourAtAsync(satcli.Folder["earth.TIF"], longitude, latitude));
            Assert.AreEqual(expected, await Gdal.ColourOfAsync(satcli.Folder["earth.png"], column, row));
            AssertSimilar(expected, await Gdal.ColourOfAsync(satcli.Folder["earth.jpg"], column, row));
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Picture_OfAWebMercatorMap_HasEachCityWhereGdalLooksForIt()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["web.mbtiles"]);

        Assert.AreEqual("", (await satcli.RunAsync("get-area -o web.tiff")).Expect(0).Error);

        string described = await Gdal.DescribeAsync(satcli.Folder["web.tiff"]);
        Assert.Contains("ID[\"EPSG\",3857]", described);
        Assert.Contains("Size is 2048, 2048", described);
        Assert.Contains("Origin = (-20037508.3427892", described);
        foreach ((double longitude, double latitude) in TestMaps.Cities)
        {
            (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o tile.png"))).Expect(0);
            string expected = await Gdal.ColourOfAsync(satcli.Folder["tile.png"], 0, 0);

            Assert.AreEqual(expected + "\n255", await Gdal.ColourAtAsync(satcli.Folder["web.tiff"], longitude, latitude));
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Box_OnAGeodeticMap_CutsThePictureToThePixel()
    {
        Gdal.Require(TestContext);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);
        (await satcli.RunAsync("get-area -o earth.tif")).Expect(0);

        // 360 degrees are 5120 pixels and 180 are 2048: 2642.49 to 2774.76 from the west, 397.08 to 486.97 from the north.
        await AssertBoxAsync(satcli, "5.8,47.2,15.1,55.1", "earth.tif", left: 2642, top: 397, right: 2775, bottom: 487);

        // Less than a pixel, within one.
        await AssertBoxAsync(satcli, "5.87,47.2,5.88,47.21", "earth.tif", left: 2643, top: 486, right: 2644, bottom: 487);

        // Edges of cells, and of the map.
        await AssertBoxAsync(satcli, "171,-90,180,-84.375", "earth.tif", left: 4992, top: 1984, right: 5120, bottom: 2048);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Box_OnAWebMercatorMap_CutsThePictureToThePixel()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["web.mbtiles"]);
        (await satcli.RunAsync("get-area -o web.tif")).Expect(0);

        await AssertBoxAsync(
            satcli,
            "-20.3,-50.1,60.7,70.9",
            "web.tif",
            left: Round((180 - 20.3) / 360 * 2048),
            top: RowOf(70.9),
            right: Round((180 + 60.7) / 360 * 2048),
            bottom: RowOf(-50.1));

        // The formula of web maps.
        static int RowOf(double latitude) =>
            Round((1 - (Math.Asinh(Math.Tan(latitude * Math.PI / 180)) / Math.PI)) / 2 * 2048);

        static int Round(double pixel) => (int)Math.Round(pixel);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Tiff_ServedAsAMap_HasItsPixelsAndPlaceAgain()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await using (SatcliOnHost first = await SatcliOnHost.StartAsync("--map", Earth.Pictures))
        {
            (await first.RunAsync($"get-area --bbox=-10,30,40,70 -o {folder["europe.tif"]}")).Expect(0);
        }

        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["europe.tif"]);
        (await satcli.RunAsync("get-area --bbox=5.8,47.2,15.1,55.1 -o germany.tif")).Expect(0);

        Assert.Contains("Size is 133, 90", await Gdal.DescribeAsync(satcli.Folder["germany.tif"]));
        foreach ((double longitude, double latitude) in ((double, double)[])[(5.81, 47.22), (13.4, 52.5), (9.99, 53.55), (15.09, 55.05)])
        {
            Assert.AreEqual(
                await Gdal.ColourAtAsync(folder["europe.tif"], longitude, latitude),
                await Gdal.ColourAtAsync(satcli.Folder["germany.tif"], longitude, latitude));
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Cells_WithoutAnImage_AreTransparentOrBlack()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        byte[] tile = TestPictures.Plain(64, 200, 150, 100);
        TestMaps.Make(folder["sparse.mbtiles"], 2, [("crs", "none"), ("grid", "3x4")], (2, 2, tile), (0, 0, tile));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["sparse.mbtiles"]);

        Assert.AreEqual("", (await satcli.RunAsync("get-area -o sparse.png")).Expect(0).Error);
        Assert.AreEqual("", (await satcli.RunAsync("get-area -o sparse.tif")).Expect(0).Error);
        (await satcli.RunAsync("get-area -o sparse.jpg")).Expect(0)
            .ExpectError("cells without an image (10) are black; in a PNG or a TIFF they are transparent");

        foreach ((int column, int row, bool isThere) in new[] { (0, 0, false), (160, 100, true), (127, 100, false), (20, 255, true) })
        {
            string expected = isThere ? "200\n150\n100\n255" : "0\n0\n0\n0";
            Assert.AreEqual(expected, await Gdal.ColourOfAsync(satcli.Folder["sparse.png"], column, row));
            Assert.AreEqual(expected, await Gdal.ColourOfAsync(satcli.Folder["sparse.tif"], column, row));
        }

        Assert.AreEqual("0\n0\n0", await Gdal.ColourOfAsync(satcli.Folder["sparse.jpg"], 0, 0));
        AssertSimilar("200\n150\n100", await Gdal.ColourOfAsync(satcli.Folder["sparse.jpg"], 160, 160 - 64));

        // A map that does not say where it lies is a plain picture.
        Assert.DoesNotContain("EPSG", await Gdal.DescribeAsync(satcli.Folder["sparse.tif"]));
        (await satcli.RunAsync("get-area --ll 1,0 --ur 2,0 -o none.png"))
            .Expect(LocalFile)
            .ExpectError("none.png: cannot write: no cell of the area has an image");
        Assert.IsFalse(File.Exists(satcli.Folder["none.png"]));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Images_OfAnotherSizeOrKind_AreRefusedAndLeaveNothing()
    {
        using var folder = new ScratchFolder();
        TestMaps.Make(
            folder["mixed.mbtiles"],
            1,
            [],
            (0, 1, TestPictures.Plain(64, 1, 2, 3)),
            (1, 1, TestPictures.Plain(32, 1, 2, 3)),
            (0, 0, "no picture"u8.ToArray()));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["mixed.mbtiles"], "--map", Earth.File);

        foreach (string extension in (string[])["png", "jpg", "tif"])
        {
            (await satcli.RunAsync($"get-area -o out.{extension}")).Expect(LocalFile)
                .ExpectError("the image at 1,1 has 32x32 pixels and others have 64x64; in one picture all have the same");
            (await satcli.RunAsync($"get-area --ur 0,0 -o out.{extension}")).Expect(LocalFile)
                .ExpectError("the image at 0,0 cannot be put into a picture: it is not a picture that can be decoded; expected PNG, JPEG");
            (await satcli.RunAsync($"get-area --map earth-80x32 -o out.{extension}")).Expect(Usage)
                .ExpectError("the images of the map 'earth-80x32' are text, of which no picture is made. stdout takes them, .txt, .ndjson");
        }

        Assert.HasCount(0, Directory.GetFileSystemEntries(satcli.Folder.Path));
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Picture_TooLargeForItsFormat_IsRefusedWithWhatToDo()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        byte[] tile = TestPictures.Plain(256, 7, 77, 177);
        TestMaps.Make(folder["square.mbtiles"], 9, [("crs", "EPSG:4326"), ("grid", "100x100"), ("bounds", "0,0,10,10")], (0, 99, tile));
        TestMaps.Make(folder["wide.mbtiles"], 12, [("crs", "none"), ("grid", "3000x1")], (0, 0, tile), (255, 0, tile), (256, 0, tile));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync(
            "--map", folder["square.mbtiles"],
            "--map", folder["wide.mbtiles"]);

        (await satcli.RunAsync("get-area -o out.png")).Expect(LocalFile)
            .ExpectError("the picture would have 25,600 x 25,600 pixels, and a PNG is made of at most 134,217,728")
            .ExpectError("choose a smaller area, a lower zoom level or a TIFF");
        (await satcli.RunAsync("get-area -o out.jpg")).Expect(LocalFile).ExpectError("and a JPEG is made of at most 134,217,728");
        (await satcli.RunAsync("get-area --map wide --ur 255,0 -o out.jpg")).Expect(LocalFile)
            .ExpectError("the picture would have 65,536 x 256 pixels, and a JPEG has at most 65,535 a side");
        (await satcli.RunAsync("get-area --map wide -o out.tif")).Expect(LocalFile)
            .ExpectError("the picture would be 768,000 pixels wide, and a TIFF of images 256 pixels high is at most 524,288");
        Assert.HasCount(0, Directory.GetFileSystemEntries(satcli.Folder.Path));

        // As a TIFF it has 2.6 GB of pixels, and offsets of 64 bits.
        (await satcli.RunAsync("get-area -o out.tif")).Expect(0);
        CollectionAssert.AreEqual("II+\0"u8.ToArray(), (await File.ReadAllBytesAsync(satcli.Folder["out.tif"]))[..4]);
        Assert.Contains("Size is 25600, 25600", await Gdal.DescribeAsync(satcli.Folder["out.tif"]));
        Assert.AreEqual("7\n77\n177\n255", await Gdal.ColourAtAsync(satcli.Folder["out.tif"], 0.05, 9.95));
        Assert.AreEqual("0\n0\n0\n0", await Gdal.ColourAtAsync(satcli.Folder["out.tif"], 9.95, 0.05));
        (await satcli.RunAsync("get-area --map wide --ll 1,0 --ur 255,0 -o out.jpg")).Expect(0);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Extension_OfAFile_SaysHowAnAreaIsWritten()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        const string Lines = "{\"x\":5,\"y\":0,\"img\":\"JQ==\"}\n{\"x\":6,\"y\":0,\"img\":\"JQ==\"}\n";

        foreach ((string file, string expected) in ((string, string)[])[
            ("a.txt", "%%\n"),
            ("a", "%%\n"),
            (".a", "%%\n"),
            ("a.ndjson", Lines),
            ("a.JSONL", Lines),
            ("a.raw", "%%"),
            ("a.foo --format ndjson", Lines),
        ])
        {
            (await satcli.RunAsync($"get-area --ll 5,0 --ur 6,0 -o {file}")).Expect(0);
            Assert.AreEqual(expected, await File.ReadAllTextAsync(satcli.Folder[file.Split(' ')[0]]), file);
        }

        (await satcli.RunAsync("get-area --map blue-marble -o b.txt")).Expect(Usage).ExpectError("Use --format ndjson or --format raw.");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task SingleImage_NamedAsAnotherKind_IsKeptAsItIsWithANote()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);

        Assert.AreEqual("", (await satcli.RunAsync("get-image --x 45 --y 17 -o cell.jpeg")).Expect(0).Error);
        (await satcli.RunAsync("get-image --x 45 --y 17 -o cell.png")).Expect(0)
            .ExpectError("cell.png is image/jpeg, as the map has the image, and not what its name says");

        CollectionAssert.AreEqual(
            await File.ReadAllBytesAsync(satcli.Folder["cell.jpeg"]), await File.ReadAllBytesAsync(satcli.Folder["cell.png"]));
    }

    // The pixels are those that GDAL cuts out of the whole picture.
    private static async Task AssertBoxAsync(SatcliOnHost satcli, string box, string whole, int left, int top, int right, int bottom)
    {
        string size = FormattableString.Invariant($"Size is {right - left}, {bottom - top}");
        foreach (string extension in (string[])["png", "tif"])
        {
            string expected = satcli.Folder[$"expected.{extension}"];
            string found = satcli.Folder[$"box.{extension}"];
            await Gdal.CutAsync(satcli.Folder[whole], expected, left, top, right - left, bottom - top);

            (await satcli.RunAsync($"get-area --bbox={box} -o {found}")).Expect(0);

            string described = await Gdal.DescribeAsync(found);
            Assert.Contains(size, described);
            string[] checksums = await Gdal.ChecksumsAsync(expected);
            CollectionAssert.AreEqual(checksums[..3], (await Gdal.ChecksumsAsync(found))[..3], $"{box} as {extension}");
            if (extension == "tif")
            {
                Assert.AreEqual(PlaceOf(await Gdal.DescribeAsync(expected)), PlaceOf(described));
            }
        }
    }

    // To a millionth: GDAL prints more digits than numbers have that were computed in another order.
    private static string PlaceOf(string description) => string.Join(
        ' ',
        from line in description.Split('\n')
        where line.StartsWith("Origin = ", StringComparison.Ordinal) || line.StartsWith("Pixel Size = ", StringComparison.Ordinal)
        from number in line.Split('(', ')')[1].Split(',')
        select Math.Round(double.Parse(number, CultureInfo.InvariantCulture), 6).ToString(CultureInfo.InvariantCulture));

    // JPEG changes colours a little.
    private static void AssertSimilar(string expected, string found)
    {
        int[] differences = [.. expected.Split('\n').Zip(found.Split('\n'), (one, other) => Math.Abs(Number(one) - Number(other)))];
        Assert.HasCount(3, differences);
        Assert.IsLessThan(25, differences.Max(), $"{found} instead of {expected}");

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
