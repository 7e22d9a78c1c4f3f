using System.Text;
using System.Text.Json;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.PmTiles;

/// <summary>PMTiles archives as the Host serves them and satcli gets them.</summary>
[TestClass]
public sealed class PmTilesHostTests : IDisposable
{
    private const string Metadata = "\"metadata\": { \"name\": \"Levels\", \"description\": \"of a witness\", \"attribution\": \"us\", "
        + "\"version\": \"1.2.3\", \"type\": \"baselayer\" }, \"bounds\": [-10.5, -20, 30, 40.25]";

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Archive => _folder["world.pmtiles"];

    private static Tile[] Tiles =>
    [
        new(0, 0, 0, "world"),
        .. from column in Enumerable.Range(0, 4) from row in Enumerable.Range(0, 4) select new Tile(2, column, row, $"{column},{row}"),
        new(4, 15, 0, "north-east"),
        new(4, 0, 15, "south-west"),
    ];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_ArchiveOfSeveralZoomLevels_ServesTheHighestAndTheNamed()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, $"\"leaf\": 4, {Metadata}");
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Archive, "--map", $"low={Archive}#zoom=2");

        JsonElement[] maps = (await satcli.RunAsync("maps --format json")).Expect(0).Lines;
        Assert.AreEqual(
            """{"name":"world","width":16,"height":16,"contentType":"image/png","title":"Levels","description":"of a witness","""
                + "\"attribution\":\"us\",\"version\":\"1.2.3\",\"bounds\":[-10.5,-20,30,40.25]",
            maps[0].GetRawText().Split(",\"crs\"")[0]);
        Assert.AreEqual(
            ("EPSG:3857", 4, "[0,2,4]", "low", 2, "[0,2,4]"),
            (
                maps[0].GetProperty("crs").GetString(),
                maps[0].GetProperty("zoom").GetInt32(),
                maps[0].GetProperty("zooms").GetRawText(),
                maps[1].GetProperty("name").GetString(),
                maps[1].GetProperty("zoom").GetInt32(),
                maps[1].GetProperty("zooms").GetRawText()));

        // Rows from north to south, as the archive's tiles are named.
        Assert.AreEqual(
            string.Concat(from row in Enumerable.Range(0, 4) from column in Enumerable.Range(0, 4) select $"{column},{row}"),
            (await satcli.RunAsync("get-area --map low --format raw")).Expect(0).Output);
        Assert.AreEqual("north-eastsouth-west", (await satcli.RunAsync("get-area --format raw")).Expect(0).Output);
        (await satcli.RunAsync("get-image --map low --x 1 --y 3 -o image")).Expect(0);
        Assert.AreEqual("1,0", await File.ReadAllTextAsync(satcli.Folder["image"], Token));

        // Sydney lies in the south-eastern quarter: column 3, row 2 from the north.
        (await satcli.RunAsync("get-image --map low --lon 151.21 --lat -33.87 -o image")).Expect(0);
        Assert.AreEqual("3,2", await File.ReadAllTextAsync(satcli.Folder["image"], Token));
        (await satcli.RunAsync("get-image --x 4 --y 4")).Expect(1).ExpectError("NOT_FOUND: the map has no image at (4, 4)");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_ArchiveOfVectorTiles_DoesNotStartAndSaysWhatItIs()
    {
        PmTilesWitness.Require(TestContext);
        using var certificates = new TestCertificates();
        await PmTilesWitness.MakeAsync(Archive, Tiles, "\"type\": 1, \"tile\": \"gzip\"");

        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--map", Archive], folder: certificates.Folder);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        Assert.AreEqual(
            $"host: reading the map '{Archive}', it is a PMTiles of vector tiles; expected one of pictures (PNG, JPEG, WebP or AVIF)",
            Assert.ContainsSingle(host.Log));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_ArchiveReplaced_ServesTheNewOneAndKeepsItWhenABadOneComes()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, [new(1, 0, 0, "old")]);
        await using RunningHost host = await RunningHost.StartAsync("--map", Archive);
        host.Process.ExpectWarning("was replaced by one that is refused");

        await PmTilesWitness.MakeAsync(_folder["new"], [new(2, 0, 0, "new")]);
        File.Move(_folder["new"], Archive, overwrite: true);
        await host.Process.WaitForLogAsync("the file of map=world was replaced: grid=4x4 content-type=image/png");
        string image = await host.Satellite.ReadTextAsync(0, 3, Token);
        await File.WriteAllTextAsync(_folder["bad"], "no archive", Token);
        File.Move(_folder["bad"], Archive, overwrite: true);
        string warning = await host.Process.WaitForLogAsync("is refused");

        StringAssert.Contains(warning, "expected a PMTiles archive", StringComparison.Ordinal);
        Assert.AreEqual(("new", "new"), (image, await host.Satellite.ReadTextAsync(0, 3, Token)));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_ArchiveCutShortWhileItIsServed_IsDataLossAndTheLogSaysWhy()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(
            Archive, from x in Enumerable.Range(0, 64) from y in Enumerable.Range(0, 64) select new Tile(6, x, y, $"{x},{y}"));
        await using RunningHost host = await RunningHost.StartAsync("--map", Archive);
        host.Process.ExpectWarning("the map=world cannot be read exception=");
        host.Process.ExpectWarning("was replaced by one that is refused");

        // As cp does to a file that it writes over.
        await using (var file = new FileStream(Archive, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length / 2);
        }

        string refusal = await host.Process.WaitForLogAsync("was replaced by one that is refused");
        RpcException one = await Assert.ThrowsExactlyAsync<RpcException>(() => host.Satellite.ReadTextAsync(63, 63, Token));
        RpcException many = await Assert.ThrowsExactlyAsync<RpcException>(() => host.ReadAsync(RunningHost.AreaOf(0, 0, 63, 63), Token));

        StringAssert.Contains(refusal, "it is cut short: expected ", StringComparison.Ordinal);
        Assert.AreEqual((StatusCode.DataLoss, StatusCode.DataLoss), (one.StatusCode, many.StatusCode));
        StringAssert.Contains(await host.Process.WaitForLogAsync("the map=world cannot be read"), Archive, StringComparison.Ordinal);
    }

    /// <summary>An archive is written as a whole, so nothing can be stored in it; whoever tries is told.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutImages_IntoAnArchive_IsRefusedWithTheReason()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles);
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", Archive);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], Token));

        Assert.AreEqual(
            (
                StatusCode.FailedPrecondition,
                "nothing can be stored in map 'world': it is a PMTiles archive, which is written once and as a whole"),
            (e.StatusCode, e.Status.Detail));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_ArchiveToBeCreated_IsRefusedSinceNothingCanBeStoredInIt()
    {
        using var certificates = new TestCertificates();

        await using HostProcess host = HostProcess.Run(
            ["--certs", certificates.Folder, "--writers", new string('a', 64), "--map", $"{Archive}#create=4x4,png"],
            folder: certificates.Folder);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.Contains(
            Assert.ContainsSingle(host.Log),
            "images cannot be stored in a PMTiles archive; name an MBTiles file",
            StringComparison.Ordinal);
        Assert.IsEmpty(Directory.GetFiles(_folder.Path));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutArea_OfAnArchive_StoresItsImages()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles.Where(tile => tile.Zoom == 2));
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--map", $"{_folder["stored.mbtiles"]}#create=4x4,png#crs=EPSG:3857");

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            _folder.Path, "put-area", Archive, "--server", host.Process.Address, "--certs", host.Certificates.Folder);

        result.Expect(0);
        Assert.AreEqual("3,0", await host.Satellite.ReadTextAsync(3, 3, Token));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_TilesThatAreOfAnotherTypeThanTheHeaderSays_AreBelieved()
    {
        PmTilesWitness.Require(TestContext);
        string webp = Encoding.ASCII.GetString("RIFF\u0010\0\0\0WEBPVP8 "u8);
        await PmTilesWitness.MakeAsync(Archive, [new(1, 0, 0, webp)], "\"type\": 3");
        await using RunningHost host = await RunningHost.StartAsync("--map", Archive);

        Assert.AreEqual("image/webp", (await host.Client.Catalog.GetMap(Token)).ContentType);
    }
}
