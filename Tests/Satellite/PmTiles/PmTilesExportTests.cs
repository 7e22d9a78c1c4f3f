using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.PmTiles;

/// <summary>Areas as PMTiles archives: both witnesses find in them what the map has.</summary>
[TestClass]
public sealed class PmTilesExportTests
{
    private const int Usage = 2;
    private const int LocalFile = 4;

    // As the specification bounds header and root directory together.
    private const int MostFirstBytes = 16384;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_OfAWholeMap_IsAnArchiveThatBothWitnessesRead()
    {
        PmTilesWitness.Require(TestContext);
        using var folder = new ScratchFolder();
        (int Zoom, int X, int Y, string Image)[] tiles = [.. MostlySea(zoom: 5)];
        TileSetMaker.Make(
            folder["map.mbtiles"],
            tiles,
            metadata: [("name", "Sea & \"land\""), ("format", "png"), ("description", "what"), ("attribution", "us"), ("version", "2")]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["map.mbtiles"]);

        Assert.AreEqual("", (await satcli.RunAsync("get-area -o map.pmtiles")).Expect(0).Error);

        string file = Assert.ContainsSingle(Directory.GetFiles(satcli.Folder.Path));
        Assert.AreEqual("map.pmtiles", Path.GetFileName(file));
        JsonElement found = await PmTilesWitness.ShowAsync(file);
        string[] expected = Expected(tiles);
        CollectionAssert.AreEqual(expected, PmTilesWitness.Images(found));
        Assert.AreEqual(
            """["PMTiles",3,1,"gzip","none",2,[5,5,5],[-1800000000,-850511288,1800000000,850511288],[0,0],true,true,0]""",
            Members(
                found,
                "magic", "version", "clustered", "internal", "tile", "type", "zooms", "bounds", "center", "inOrder", "isWhole", "leaves"));
        Assert.AreEqual(
            """{"name":"Sea & \"land\"","description":"what","attribution":"us","version":"2","type":"baselayer"}""",
            JsonSerializer.Serialize(found.GetProperty("metadata"), Readable));

        // Every image once, one entry for neighbours with the same, and all counted.
        Assert.AreEqual(found.GetProperty("found").GetRawText(), found.GetProperty("counted").GetRawText());
        int[] counts = [.. found.GetProperty("found").EnumerateArray().Select(count => count.GetInt32())];
        Assert.AreEqual((tiles.Length, tiles.Select(tile => tile.Image).Distinct().Count()), (counts[0], counts[2]));
        Assert.IsLessThan(counts[0] / 2, counts[1]);

        PmTilesWitness.RequireReference(TestContext);
        JsonElement read = await PmTilesWitness.ReadAsync(file, tiles.Select(tile => (tile.Zoom, tile.X, 31 - tile.Y)));
        CollectionAssert.AreEqual(expected, PmTilesWitness.Images(read));
        Assert.AreEqual("Sea & \"land\"", read.GetProperty("metadata").GetProperty("name").GetString());
        Assert.AreEqual("[5,5,2,1,true]", Members(
            read.GetProperty("header"), "minZoom", "maxZoom", "tileType", "tileCompression", "clustered"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_OfMoreThanARootDirectoryHolds_HasLeafDirectories()
    {
        PmTilesWitness.Require(TestContext);
        using var folder = new ScratchFolder();

        // Of lengths that chance gives, which do not compress.
        var random = new Random(3);
        Tile[] tiles =
        [
            .. from column in Enumerable.Range(0, 128)
               from row in Enumerable.Range(0, 128)
               where random.Next(8) > 0
               select new Tile(7, column, row, $"{column},{row} {new string('x', random.Next(400))}"),
        ];
        await PmTilesWitness.MakeAsync(folder["map.pmtiles"], tiles);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["map.pmtiles"]);

        (await satcli.RunAsync("get-area -o copy.pmtiles")).Expect(0);

        JsonElement found = await PmTilesWitness.ShowAsync(satcli.Folder["copy.pmtiles"]);
        string[] expected = Expected(tiles.Select(tile => (tile.Zoom, tile.Column, 127 - tile.Row, tile.Text)));
        CollectionAssert.AreEqual(expected, PmTilesWitness.Images(found));
        Assert.IsGreaterThan(1, found.GetProperty("leaves").GetInt32());
        Assert.IsLessThanOrEqualTo(MostFirstBytes, found.GetProperty("firstBytes").GetInt32());
        Assert.AreEqual("[true,true]", Members(found, "inOrder", "isWhole"));
        Assert.AreEqual(found.GetProperty("found").GetRawText(), found.GetProperty("counted").GetRawText());

        PmTilesWitness.RequireReference(TestContext);
        JsonElement read = await PmTilesWitness.ReadAsync(
            satcli.Folder["copy.pmtiles"], tiles.Select(tile => (tile.Zoom, tile.Column, tile.Row)));
        CollectionAssert.AreEqual(expected, PmTilesWitness.Images(read));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_PartOfAMap_SaysWhichPartAndIsServedAgain()
    {
        PmTilesWitness.Require(TestContext);
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(3, 8, 8), metadata: ("format", "jpg"));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["map.mbtiles"]);

        (await satcli.RunAsync("get-area --ll 4,0 --ur 5,3 -o part.pmtiles")).Expect(0);
        string part = (await satcli.RunAsync("get-area --ll 4,0 --ur 5,3 --format raw")).Expect(0).Output;

        JsonElement found = await PmTilesWitness.ShowAsync(satcli.Folder["part.pmtiles"]);
        Assert.AreEqual(
            """["PMTiles",3,[3,3,3],[0,-850511288,900000000,0],[450000000,-425255644]]""",
            Members(found, "magic", "type", "zooms", "bounds", "center"));
        Assert.HasCount(8, PmTilesWitness.Images(found));
        await using SatcliOnHost again = await SatcliOnHost.StartAsync("--map", satcli.Folder["part.pmtiles"]);
        Assert.AreEqual(part, (await again.RunAsync("get-area --format raw")).Expect(0).Output);
        Assert.AreEqual(
            "[8,8,\"image/jpeg\",[0,-85.0511288,90,0],3]",
            Members(
                Assert.ContainsSingle((await again.RunAsync("maps --format json")).Expect(0).Lines),
                "width", "height", "contentType", "bounds", "zoom"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_OfWhatAnArchiveCannotHold_IsRefusedAndLeavesNothing()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["nowhere.txt"], "ab\ncd\n", Token);
        TileSetMaker.Make(folder["letters.mbtiles"], TileSetMaker.Full(1, 2, 2), metadata: ("format", "txt"));
        TileSetMaker.Make(folder["sparse.mbtiles"], [(4, 0, 0, "x")], metadata: ("format", "png"));
        TileSetMaker.Make(
            folder["part.mbtiles"],
            TileSetMaker.Full(1, 2, 2),
            metadata: [("format", "png"), ("grid", "2x2"), ("crs", "EPSG:3857"), ("bounds", "0,0,10,10")]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync(
            "--map", Earth.Pictures,
            "--map", folder["nowhere.txt"],
            "--map", folder["letters.mbtiles"],
            "--map", folder["sparse.mbtiles"],
            "--map", folder["part.mbtiles"]);

        (await satcli.RunAsync("get-area -o out.pmtiles")).Expect(Usage)
            .ExpectError("a PMTiles archive has the tiles of EPSG:3857 alone, and the map 'earth-80x32' is EPSG:4326 over -180,-90,180,90")
            .ExpectError("A GeoPackage holds it at its place: -o out.gpkg");
        (await satcli.RunAsync("get-area --map part -o out.pmtiles")).Expect(Usage)
            .ExpectError("the map 'part' is EPSG:3857 over 0,0,10,10 on 2x2");
        (await satcli.RunAsync("get-area --map nowhere -o out.pmtiles")).Expect(Usage)
            .ExpectError("the map 'nowhere' does not say that. An MBTiles file or a folder need not know.");
        (await satcli.RunAsync("get-area --map letters -o out.pmtiles")).Expect(Usage)
            .ExpectError("has PNG, JPEG, WebP or AVIF images, and those of the map 'letters' are text/plain");
        (await satcli.RunAsync("get-area --map sparse --ll 1,1 --ur 9,9 -o out.pmtiles")).Expect(LocalFile)
            .ExpectError("cannot write: there is no image, and a PMTiles archive has at least one");
        (await satcli.RunAsync("get-area --map sparse --format raw -o out.pmtiles")).Expect(Usage).ExpectError("leave --format out");

        Assert.HasCount(0, Directory.GetFiles(satcli.Folder.Path));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ThatFailsHalfWay_LeavesNothing()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(5, 32, 32), metadata: ("format", "png"));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["map.mbtiles"], "--send-delay", "50ms");

        (await satcli.RunAsync("get-area -o out.pmtiles --deadline 1500ms")).Expect(1).ExpectError("DEADLINE_EXCEEDED");

        Assert.HasCount(0, Directory.GetFiles(satcli.Folder.Path));
    }

    /// <summary>Images wait beside the archive, so the disk may be full before the archive is begun, or while it is written.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [UnsupportedOSPlatform("windows")]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(40)]
    [DataRow(300)]
    public async Task GetArea_OntoAFullDisk_SaysSoAndLeavesNothing(int kilobytes)
    {
        BareHost.RequireRoot(TestContext);
        using var folder = new ScratchFolder();
        TileSetMaker.Make(
            folder["map.mbtiles"],
            from tile in TileSetMaker.Full(3, 8, 8) select (tile.Zoom, tile.X, tile.Y, tile.Image + new string('x', 4000)),
            metadata: ("format", "png"));
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["map.mbtiles"]);

        SatcliProcess.Result result = await satcli.RunScriptAsync(
            string.Create(CultureInfo.InvariantCulture, $"""
                mkdir disk; mount -t tmpfs -o size={kilobytes}k none disk
                "$@" get-area -o disk/out.pmtiles
                code=$?; ls -A disk; exit $code
                """),
            BareHost.InNamespace());

        result.Expect(LocalFile).ExpectError("out.pmtiles: cannot write: No space left on device");
        Assert.AreEqual("", result.Output);
    }

    private static JsonSerializerOptions Readable { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Two images of the sea in most cells, none in some, and land in the middle.
    private static IEnumerable<(int Zoom, int X, int Y, string Image)> MostlySea(int zoom) =>
        from x in Enumerable.Range(0, 1 << zoom)
        from y in Enumerable.Range(0, 1 << zoom)
        where x != 7 || y % 5 > 0
        select (zoom, x, y, x is > 10 and < 16 && y is > 8 and < 14 ? $"land {x},{y}" : y < 20 ? "sea" : "ice");

    private static string[] Expected(IEnumerable<(int Zoom, int X, int Y, string Image)> tiles) =>
    [
        .. tiles.Select(tile => string.Create(
                CultureInfo.InvariantCulture,
                $"{tile.Zoom}/{tile.X}/{(1 << tile.Zoom) - 1 - tile.Y} "
                + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(tile.Image)))}"))
            .Order(StringComparer.Ordinal),
    ];

    private static string Members(JsonElement found, params string[] names) =>
        $"[{string.Join(',', names.Select(name => JsonSerializer.Serialize(found.GetProperty(name))))}]";
}
