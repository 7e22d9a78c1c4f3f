using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Rectangles across the 180th meridian, whose west is greater than their east (RFC 7946).</summary>
[TestClass]
public sealed class AntimeridianTests
{
    private const int CallFailed = 1;
    private const int Usage = 2;

    // Touches the columns 77, 78, 79, 0, 1 and 2 of the Earth, and the rows from 7 to 10.
    private const string Box = "--bbox 170,-50,-170,-30";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task GetArea_AcrossTheMeridian_IsOneMap()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        string[] lines = await File.ReadAllLinesAsync(Earth.File, Token);
        string[] rows = [.. lines[(31 - 10)..(31 - 7 + 1)].Select(line => line[77..] + line[..3])];

        Assert.AreEqual(string.Join('\n', rows) + "\n", (await satcli.RunAsync($"get-area {Box}")).Expect(0).Output);
        Assert.AreEqual(string.Concat(rows), (await satcli.RunAsync($"get-area {Box} --format raw")).Expect(0).Output);

        // Other programs get the cells by their own names.
        string ndjson = (await satcli.RunAsync($"get-area {Box} --format ndjson")).Expect(0).Output;
        Assert.AreEqual(
            string.Concat(
                from row in Enumerable.Range(0, 4)
                from column in Enumerable.Range(0, 6)
                select FormattableString.Invariant($"{{\"x\":{(77 + column) % 80},\"y\":{10 - row},")
                    + $"\"img\":\"{Convert.ToBase64String(Encoding.ASCII.GetBytes(rows[row][column..(column + 1)]))}\"}}\n"),
            ndjson);
    }

    [TestMethod]
    [DataRow("170,0,170,10", "it has no extent: two edges are the same")]
    [DataRow("180,0,-180,10", "it has no extent: two edges are the same")]
    [DataRow("170,10,-170,0", "its southern edge 10 is north of its northern edge 0")]
    [DataRow("170,0,190,10", "longitudes go from -180 to 180, and 190 is beyond; it may mean -170")]
    public async Task GetArea_NoRectangle_SaysWhy(string box, string reason)
    {
        using var folder = new ScratchFolder();
        (await SatcliProcess.RunAsync(folder.Path, "get-area", "--bbox", box)).Expect(Usage)
            .ExpectError($"satcli: --bbox: '{box}' is no rectangle: {reason}");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("EPSG:4326")]
    [DataRow("EPSG:3857")]
    public async Task GetArea_AsAPicture_HasBothSidesWhereGdalLooksForThem(string crs)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        await using SatcliOnHost satcli =
            await SatcliOnHost.StartAsync("--map", crs == "EPSG:4326" ? Earth.Pictures : folder["web.mbtiles"]);

        foreach (string file in (string[])["pacific.tif", "pacific.png"])
        {
            Assert.AreEqual("", (await satcli.RunAsync($"get-area --bbox 140,-40,-120,40 -o {file}")).Expect(0).Error);
        }

        string described = await Gdal.DescribeAsync(satcli.Folder["pacific.tif"]);
        Assert.Contains($"ID[\"EPSG\",{crs[5..]}]", described);
        int width = (int)Math.Round(100.0 / 360 * (crs == "EPSG:4326" ? 5120 : 2048));
        Assert.Contains(FormattableString.Invariant($"Size is {width}, "), described);
        Assert.Contains(FormattableString.Invariant($"Size is {width}, "), await Gdal.DescribeAsync(satcli.Folder["pacific.png"]));

        // Japan, Fiji, Samoa and Hawaii; the last two lie beyond 180 in the file. All of them in the middle of a plain tile or of the sea.
        (double, double)[] places = [(141.2, 39.2), (177.9, -17.8), (-171.7, -13.8), (-155.5, 19.6)];
        foreach ((double longitude, double latitude) in places)
        {
            string place = FormattableString.Invariant($"--lon {longitude} --lat {latitude}");
            (await satcli.RunAsync($"get-image {place} -o tile.img")).Expect(0);
            double east = longitude < 0 ? longitude + 360 : longitude;
            (double x, double y) = PixelOf(crs, longitude, latitude);
            string expected = await Gdal.ColourOfAsync(satcli.Folder["tile.img"], (int)x, (int)y);

            string found = crs == "EPSG:4326"
                ? await Gdal.RunAsync("gdallocationinfo", "-valonly", "-geoloc", satcli.Folder["pacific.tif"], Text(east), Text(latitude))
                : await Gdal.RunAsync(
                    "gdallocationinfo", "-valonly", "-geoloc", satcli.Folder["pacific.tif"],
                    Text(east * 20_037_508.342789244 / 180), Text(MetresNorth(latitude)));

            Assert.AreEqual(expected + "\n255", found, place);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_AsTiles_KeepsThemUnderTheirCells()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["web.mbtiles"]);

        // Column 7 and column 0 of 8, rows 3 and 4.
        foreach (string file in (string[])["pacific.mbtiles", "pacific.gpkg", "pacific.pmtiles", "pacific/"])
        {
            Assert.AreEqual("", (await satcli.RunAsync($"get-area --bbox 150,-40,-150,40 -o {file}")).Expect(0).Error);
        }

        CollectionAssert.AreEqual(
            new[] { "0|3", "0|4", "7|3", "7|4" },
            TileSetMaker.Read(satcli.Folder["pacific.mbtiles"], "SELECT tile_column, tile_row FROM tiles ORDER BY 1, 2"));
        string bounds =
            Assert.ContainsSingle(TileSetMaker.Read(satcli.Folder["pacific.mbtiles"], "SELECT value FROM metadata WHERE name = 'bounds'"));
        StringAssert.Matches(bounds, new Regex(@"^-180,-40\.979898\d*,180,40\.979898\d*$"), "no bounds may wrap around");
        Assert.IsTrue(File.Exists(satcli.Folder["pacific/3/0/3.png"]) && File.Exists(satcli.Folder["pacific/3/7/4.png"]));
        foreach ((double longitude, double latitude) in ((double, double)[])[(170, 10), (-170, -10)])
        {
            (double x, double y) = PixelOf("EPSG:3857", longitude, latitude);
            (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o tile.png"))).Expect(0);
            string expected = await Gdal.ColourOfAsync(satcli.Folder["tile.png"], (int)x, (int)y);
            Assert.AreEqual(expected + "\n255", await Gdal.ColourAtAsync(satcli.Folder["pacific.gpkg"], longitude, latitude));
        }
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task GetArea_LineLostOnEitherSide_GoesOnThere()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);
        satcli.Host.ExpectWarning("handshake");
        string box = "get-area --bbox 100,-80,-100,80 --format ndjson";
        string undisturbed = (await satcli.RunAsync(box)).Expect(0).Output;

        using var proxy = new FaultProxy(
            satcli.Host.Address,
            Fault.None,
            new Fault(FaultKind.Close, FromServer: true, 300_000),
            new Fault(FaultKind.Close, FromServer: true, 300_000));
        SatcliProcess.Result result = await satcli.RunAsync($"{box} --server {proxy.Address}");

        Assert.AreEqual(undisturbed, result.Expect(0).Output);
        Assert.AreEqual(3, proxy.Connections);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_AcrossTheMeridian_StoresBothSides()
    {
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        string to = folder["to.mbtiles"];
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", $"{to}#create=8x8,png#crs=EPSG:3857"))
        {
            string[] connection = ["--certs", host.Certificates.Folder, "--server", host.Process.Address];
            SatcliProcess.Result result = await SatcliProcess.RunAsync(
                folder.Path, ["put-area", folder["web.mbtiles"], "--bbox", "150,-40,-150,40", "--overviews", .. connection]);
            Assert.AreEqual("4 images stored in map 'to', and 9 overviews of it down to zoom level 0\n", result.Expect(0).Output);
        }

        CollectionAssert.AreEqual(
            new[] { "0|0|0", "1|0|0", "1|0|1", "1|1|0", "1|1|1", "2|0|1", "2|0|2", "2|3|1", "2|3|2", "3|0|3", "3|0|4", "3|7|3", "3|7|4" },
            TileSetMaker.Read(to, "SELECT zoom_level, tile_column, tile_row FROM tiles ORDER BY 1, 2, 3"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_AcrossTheMeridian_TellsAVersionWhenBothSidesHaveIt()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(
            folder["map.mbtiles"],
            [(3, 0, 3, "west"), (3, 7, 3, "east"), (3, 4, 3, "far")],
            metadata: [("format", "txt"), ("maxzoom", "3")]);
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", folder["map.mbtiles"]);
        string[] connection = ["--certs", host.Certificates.Folder, "--server", host.Process.Address];
        using SatcliProcess satcli = SatcliProcess.Start(
            folder.Path, new Dictionary<string, string>(), ["watch", "--bbox", "150,-40,-150,40", .. connection]);
        using var lines = new StreamReader(satcli.Output);

        // Both sides in any order, then the version that both have reached.
        string[] beginning = [await ReadLineAsync(lines), await ReadLineAsync(lines)];
        CollectionAssert.AreEquivalent(
            new[] { """{"x":0,"y":3,"img":"d2VzdA=="}""", """{"x":7,"y":3,"img":"ZWFzdA=="}""" }, beginning);
        StringAssert.StartsWith(await ReadLineAsync(lines), "{\"version\":", StringComparison.Ordinal);

        TileSetMaker.Make(folder["new.mbtiles"], [(3, 0, 4, "new")], metadata: [("format", "txt"), ("maxzoom", "3")]);
        (await SatcliProcess.RunAsync(folder.Path, ["put-area", folder["new.mbtiles"], .. connection])).Expect(0);

        // The other side has no change of that version; the server says there that it has reached it, before or after the image.
        string changed = await ReadLineAsync(lines);
        StringAssert.StartsWith(changed, """{"x":0,"y":4,"img":"bmV3" """.Trim(), StringComparison.Ordinal);
        StringAssert.Contains(
            changed.Contains("version", StringComparison.Ordinal) ? changed : await ReadLineAsync(lines), "\"version\":",
            StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Map_AcrossTheMeridian_IsMadeAndFoundOnBothSides()
    {
        using var folder = new ScratchFolder();
        string fiji = folder["fiji.mbtiles"];
        TileSetMaker.Make(
            folder["from.mbtiles"],
            TileSetMaker.Full(2, 4, 2),
            metadata: [("format", "txt"), ("crs", "EPSG:4326"), ("grid", "4x2"), ("bounds", "170,-20,190,-10"), ("maxzoom", "2")]);
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", $"{fiji}#create=4x2,txt#bounds=170,-20,-170,-10");
        string[] connection = ["--certs", host.Certificates.Folder, "--server", host.Process.Address];

        (await SatcliProcess.RunAsync(folder.Path, ["put-area", folder["from.mbtiles"], .. connection])).Expect(0);

        Assert.AreEqual("0,1", await OutputAsync("get-image", "--lon", "172", "--lat", "-12", "--format", "raw"));
        Assert.AreEqual("3,0", await OutputAsync("get-image", "--lon", "-172", "--lat", "-18", "--format", "raw"));
        Assert.AreEqual("1,12,11,02,0", await OutputAsync("get-area", "--bbox", "176,-20,-176,-10", "--format", "raw"));
        Assert.AreEqual("2,13,1", await OutputAsync("get-area", "--bbox=-179,-14,-171,-11", "--format", "raw"));
        (await SatcliProcess.RunAsync(folder.Path, ["get-area", "--bbox=-160,-14,-150,-11", .. connection])).Expect(CallFailed)
            .ExpectError("nothing of -160,-14,-150,-11 is on the map, which covers 170,-20,190,-10");

        async Task<string> OutputAsync(params string[] arguments) =>
            (await SatcliProcess.RunAsync(folder.Path, [.. arguments, .. connection])).Expect(0).Output;
    }

    private async Task<string> ReadLineAsync(StreamReader lines) => (await lines.ReadLineAsync(Token))!;

    // The pixel of the cell's own image that shows a place.
    private static (double X, double Y) PixelOf(string crs, double longitude, double latitude)
    {
        (double columns, double rows) = crs == "EPSG:4326"
            ? ((longitude + 180) / 360 * 5120, (90 - latitude) / 180 * 2048)
            : ((longitude + 180) / 360 * 2048, (20_037_508.342789244 - MetresNorth(latitude)) / 40_075_016.685578488 * 2048);
        int side = crs == "EPSG:4326" ? 64 : 256;
        return (columns % side, rows % side);
    }

    private static double MetresNorth(double latitude) => Math.Asinh(Math.Tan(latitude * Math.PI / 180)) * 6_378_137;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
