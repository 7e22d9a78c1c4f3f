using System.Globalization;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Zoom levels as satcli names and makes them.</summary>
[TestClass]
public sealed class OverviewTests
{
    private const int CallFailed = 1;
    private const int Usage = 2;
    private const int Side = 16;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Zoom_Named_IsTheLevelOfEveryCommand()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(
            folder["world.mbtiles"],
            [.. TileSetMaker.Full(1, 2, 2, "low "), .. TileSetMaker.Full(2, 4, 4, "high ")],
            metadata: [("format", "txt"), ("crs", "EPSG:4326"), ("grid", "4x4"), ("bounds", "0,0,40,40"), ("maxzoom", "2")]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["world.mbtiles"]);

        Assert.AreEqual("low 1,0", (await satcli.RunAsync("get-image --zoom 1 --x 1 --y 0 --format raw")).Expect(0).Output);
        Assert.AreEqual("low 1,1", (await satcli.RunAsync("get-image --zoom 1 --lon 39 --lat 39 --format raw")).Expect(0).Output);
        Assert.AreEqual("high 3,3", (await satcli.RunAsync("get-image --lon 39 --lat 39 --format raw")).Expect(0).Output);
        Assert.AreEqual("low 0,1low 1,1", (await satcli.RunAsync("get-area --zoom 1 --bbox 5,25,30,35 --format raw")).Expect(0).Output);
        StringAssert.Contains((await satcli.RunAsync("maps")).Expect(0).Output, " 2 of 1-2 ", StringComparison.Ordinal);
        (await satcli.RunAsync("get-area --zoom 7")).Expect(CallFailed)
            .ExpectError("satcli: NOT_FOUND: the map 'world' has no zoom level 7; it has 1, 2");
        (await satcli.RunAsync("get-area --zoom=-1")).Expect(Usage)
            .ExpectError("satcli: --zoom: '-1' is not a zoom level; write a whole number from 0, such as 7.");
    }

    [TestMethod]
    [DataRow("EPSG:3857", 4)]
    [DataRow("EPSG:4326", 3)]
    public async Task Overviews_OfStoredPictures_AreWhatGdalSeesFromAfar(string crs, int zoom)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        bool isGeodetic = crs == "EPSG:4326";
        (int width, int height) = (isGeodetic ? 2 << zoom : 1 << zoom, 1 << zoom);
        string grid = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
        string from = Pictures(folder["from.mbtiles"], zoom, crs, width, height);
        string to = folder["to.mbtiles"];
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", $"{to}#create={grid},png#crs={crs}");

        SatcliProcess.Result result = await RunAsync(host, folder, "put-area", from, "--overviews");

        result.Expect(0);
        int made = Enumerable.Range(0, zoom).Sum(z => isGeodetic ? 2 << (2 * z) : 1 << (2 * z));
        Assert.AreEqual(
            $"{width * height} images stored in map 'to', and {made} overviews of it down to zoom level 0\n", result.Output);
        for (int z = zoom - 1; z >= 0; z--)
        {
            int factor = 1 << (zoom - z);
            string png = folder[string.Create(CultureInfo.InvariantCulture, $"{z}.png")];
            string level = z.ToString(CultureInfo.InvariantCulture);
            (await RunAsync(host, folder, "get-image", "--zoom", level, "--x", "0", "--y", "0", "-o", png)).Expect(0);

            // Each of the pictures is some pixels of one colour now.
            foreach ((int column, int row) in ((int, int)[])[(0, 0), (0, Side - 1), (Side - 1, 0), (Side - 1, Side - 1), (9, 6)])
            {
                int x = column * factor / Side;
                int y = factor - 1 - (row * factor / Side);
                CollectionAssert.AreEqual(
                    new[] { 10 * x, 10 * y, 7 },
                    (await Gdal.ColourOfAsync(png, column, row)).Split('\n').Select(int.Parse).ToArray(),
                    $"zoom level {z}, pixel {column}, {row}");
            }
        }
    }

    [TestMethod]
    public async Task Overviews_OfAPart_AreMadeWhereItLies()
    {
        using var folder = new ScratchFolder();
        string from = Pictures(folder["from.mbtiles"], 3, "EPSG:3857", 8, 8);
        string to = folder["to.mbtiles"];
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", $"{to}#create=8x8,png#crs=EPSG:3857"))
        {
            (await RunAsync(host, folder, "put-area", from, "--ll", "5,2", "--ur", "6,2", "--overviews")).Expect(0);
        }

        CollectionAssert.AreEqual(
            new[] { "0|0|0", "1|1|0", "2|2|1", "2|3|1", "3|5|2", "3|6|2" },
            TileSetMaker.Read(to, "SELECT zoom_level, tile_column, tile_row FROM tiles ORDER BY 1, 2, 3"));
    }

    [TestMethod]
    public async Task Overviews_OfWhatIsNoPicture_SayWhichImage()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["from.mbtiles"], TileSetMaker.Full(3, 8, 8), metadata: ("format", "png"));
        string sizes = Pictures(folder["sizes.mbtiles"], 3, "EPSG:3857", 8, 8);
        TileSetMaker.Run(
            sizes, $"UPDATE tiles SET tile_data = x'{Convert.ToHexString(TestPictures.Plain(8, 1, 1, 1))}' WHERE tile_column = 3");
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--map", $"{folder["to.mbtiles"]}#create=8x8,png#crs=EPSG:3857",
            "--map", $"{folder["text.mbtiles"]}#create=8x8,txt#crs=EPSG:3857");

        (await RunAsync(host, folder, "put-area", folder["from.mbtiles"], "--overviews")).Expect(Usage)
            .ExpectError("satcli: --overviews: the image at 0,7 of zoom level 3: it is not a picture that can be decoded");
        (await RunAsync(host, folder, "put-area", sizes, "--overviews")).Expect(Usage)
            .ExpectError("satcli: --overviews: the image at 3,7 of zoom level 3 is 8x8 and others are 16x16");
        (await RunAsync(host, folder, "put-area", folder["from.mbtiles"], "--overviews", "--map", "text")).Expect(Usage)
            .ExpectError("satcli: --overviews: the images of the map 'text' are text/plain; overviews are made of PNG, JPEG and WebP.");
    }

    // The colour of each picture is its column and row.
    private static string Pictures(string path, int zoom, string crs, int width, int height)
    {
        TileSetMaker.Make(path, [], metadata: [("format", "png"), ("crs", crs)]);
        IEnumerable<string> rows =
            from x in Enumerable.Range(0, width)
            from y in Enumerable.Range(0, height)
            let png = Convert.ToHexString(TestPictures.Plain(Side, (byte)(10 * x), (byte)(10 * y), 7))
            select string.Create(CultureInfo.InvariantCulture, $"({zoom}, {x}, {y}, x'{png}')");
        TileSetMaker.Run(path, $"INSERT INTO tiles VALUES {string.Join(", ", rows)}");
        return path;
    }

    private static async Task<SatcliProcess.Result> RunAsync(RunningHost host, ScratchFolder folder, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["SATCLI_SERVER"] = host.Process.Address, ["SATCLI_CERTS"] = host.Certificates.Folder,
        };
        using SatcliProcess satcli = SatcliProcess.Start(folder.Path, environment, arguments);
        return await satcli.EndAsync();
    }
}
