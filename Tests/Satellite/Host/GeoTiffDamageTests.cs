using System.Text.RegularExpressions;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>GeoTIFFs that are cut short, damaged or replaced.</summary>
[TestClass]
public sealed partial class GeoTiffDamageTests
{
    // Transparent where the first band is 0.
    private const string Masked = "-co TILED=YES -co COMPRESS=JPEG -mask 1 --config GDAL_TIFF_INTERNAL_MASK YES";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("-co TILED=YES -co COMPRESS=DEFLATE")]
    [DataRow("-of COG -co COMPRESS=JPEG -co BLOCKSIZE=128")]
    [DataRow("")]
    [DataRow(Masked)]
    public async Task Open_CutShort_IsRefusedWithTheFilesLength(string options)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(600, 430, 3).WriteAsync(folder["map.tif"], options);
        byte[] whole = await File.ReadAllBytesAsync(folder["map.tif"], TestContext.CancellationToken);
        foreach (int length in (int[])[whole.Length - 1000, whole.Length / 2, 300, 17, 8, 5])
        {
            await File.WriteAllBytesAsync(folder["map.tif"], whole[..length], TestContext.CancellationToken);

            MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.tif"]));

            Assert.IsTrue(length < 10 || CutShort.IsMatch(e.Message), $"{length} bytes: {e.Message}");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("-co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2")]
    [DataRow("-co TILED=YES -co COMPRESS=LZW")]
    [DataRow("-co TILED=YES -co COMPRESS=PACKBITS")]
    [DataRow("-of COG -co COMPRESS=JPEG -co BLOCKSIZE=128")]
    [DataRow("-co BIGTIFF=YES -co BLOCKYSIZE=64 -co COMPRESS=LZW")]
    [DataRow("-co TILED=YES -co COMPRESS=JPEG -a_nodata 0")]
    [DataRow(Masked)]
    public async Task Read_DamagedAnywhere_IsAMapOrAFailureAndTakesLittle(string options)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(300, 215, 3).WriteAsync(folder["map.tif"], options);
        byte[] whole = await File.ReadAllBytesAsync(folder["map.tif"], TestContext.CancellationToken);
        var random = new Random(1);
        int failures = 0;
        long allocated = GC.GetTotalAllocatedBytes();
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. whole];

            // Half the times in the first bytes, where the directory is; for the others it is at the end.
            int within = i % 2 == 0 ? 1000 : whole.Length;
            for (int n = 0; n < 3; n++)
            {
                damaged[random.Next(8, within)] = (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(folder["map.tif"], damaged, TestContext.CancellationToken);
            try
            {
                await using IMapSource map = MapFiles.Open(folder["map.tif"]);
                await ReadAsync(map);
            }
            catch (Exception e) when (e is MapFormatException or MapReadException)
            {
                failures++;
            }
        }

        Assert.IsGreaterThan(0, failures);
        Assert.IsLessThan(4_000_000_000, GC.GetTotalAllocatedBytes() - allocated);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_FileCutWhileServed_IsDataLossAndTheOthersAreServed()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(600, 430, 3).WriteAsync(folder["map.tif"], "-co TILED=YES -co COMPRESS=DEFLATE");
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.tif"]);
        host.Process.ExpectWarning("the map=map cannot be read");
        host.Process.ExpectWarning("the file of map=map was replaced by one that is refused");
        await using (FileStream file = File.Open(folder["map.tif"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length - 20_000);
        }

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 2, Y = 0 }, TestContext.CancellationToken));

        Assert.AreEqual((StatusCode.DataLoss, "the map 'map' cannot be read; the server's log says why"), (e.StatusCode, e.Status.Detail));
        await host.Process.WaitForLogAsync("it was cut short while it was served");
        Image whole = await host.Satellite.GetImage(new Location { X = 0, Y = 1 }, TestContext.CancellationToken);
        Assert.IsGreaterThan(100, whole.Bytes.Length);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_MaskCutWhileServed_IsDataLossAndTheOverviewsAreServed()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(600, 430, 4).WriteAsync(file, "-co TILED=YES -b 1 -b 2 -b 3 -mask 4 --config GDAL_TIFF_INTERNAL_MASK NO");
        await Gdal.RunAsync("gdaladdo", "-q", "-ro", file, "2");
        await using RunningHost host = await RunningHost.StartAsync("--map", file);
        host.Process.ExpectWarning("the map=map cannot be read");
        host.Process.ExpectWarning("the file of map=map was replaced by one that is refused");
        await using (FileStream mask = File.Open(folder["map.tif.msk"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            mask.SetLength(600);
        }

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 2, Y = 0 }, TestContext.CancellationToken));

        Assert.AreEqual((StatusCode.DataLoss, "the map 'map' cannot be read; the server's log says why"), (e.StatusCode, e.Status.Detail));
        await host.Process.WaitForLogAsync("'map.tif.msk' was cut short while it was served");
        await host.Process.WaitForLogAsync("refused, so the old one goes on being served: 'map.tif.msk' is cut short");
        Image half = await host.Satellite.GetImage(
            new Location { X = 0, Y = 0 },
            new CallOptions(new Metadata { { "zoom", "0" } }, cancellationToken: TestContext.CancellationToken));
        Assert.IsGreaterThan(100, half.Bytes.Length);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(".ovr", "'map.tif.ovr' is cut short")]
    [DataRow(".msk", "'map.tif.msk' is cut short")]
    [DataRow(".msk.ovr", "'map.tif.msk.ovr' is cut short")]
    public async Task Open_FileBesideCutShort_IsRefusedByItsName(string extension, string expected)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(600, 430, 4).WriteAsync(file, "-co TILED=YES -b 1 -b 2 -b 3 -mask 4 --config GDAL_TIFF_INTERNAL_MASK NO");
        await Gdal.RunAsync("gdaladdo", "-q", "-ro", file, "2", "4");
        byte[] whole = await File.ReadAllBytesAsync(file + extension, TestContext.CancellationToken);
        await using (IMapSource map = MapFiles.Open(file))
        {
            CollectionAssert.AreEqual(new[] { 0, 1, 2 }, map.Details.Zooms.ToArray());
        }

        foreach (int length in (int[])[whole.Length - 100, whole.Length / 2, 20])
        {
            await File.WriteAllBytesAsync(file + extension, whole[..length], TestContext.CancellationToken);

            MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(file));

            Assert.StartsWith(expected, e.Message);
        }

        await File.WriteAllTextAsync(file + extension, "no picture", TestContext.CancellationToken);
        MapFormatException other = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(file));
        Assert.StartsWith($"'map.tif{extension}' is not a TIFF file: expected II or MM", other.Message);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_MaskBesideOfAnotherPicture_IsRefused()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        const string Beside = "-b 1 -b 2 -b 3 -mask 4 --config GDAL_TIFF_INTERNAL_MASK NO";
        await Raster.Make(60, 43, 4).WriteAsync(folder["map.tif"], Beside);
        await Raster.Make(30, 43, 4).WriteAsync(folder["other.tif"], Beside);
        File.Move(folder["other.tif.msk"], folder["map.tif.msk"], overwrite: true);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.tif"]));

        Assert.AreEqual(
            "'map.tif.msk' is the mask of another picture: expected 60 x 43 pixels, found 30 x 43; make it again, or take it away",
            e.Message);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_OverviewsMadeWhileServed_AreZoomLevels()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(600, 430, 3).WriteAsync(file, "-co TILED=YES");
        await Raster.Make(600, 430, 3).WriteAsync(folder["other.tif"], "-co TILED=YES");
        await Gdal.RunAsync("gdaladdo", "-q", "-ro", folder["other.tif"], "2");
        await using RunningHost host = await RunningHost.StartAsync("--map", file);
        CollectionAssert.AreEqual(new[] { 0 }, (await host.Client.Catalog.GetMap(TestContext.CancellationToken)).Zooms.ToArray());

        File.Move(folder["other.tif.ovr"], file + ".ovr");
        await host.Process.WaitForLogAsync("the file of map=map was replaced: grid=3x2");

        Map map = await host.Client.Catalog.GetMap(TestContext.CancellationToken);
        CollectionAssert.AreEqual(new[] { 0, 1 }, map.Zooms.ToArray());
        Raster expected = await Raster.ReadAsync(file, "-oo", "OVERVIEW_LEVEL=0");
        Image half = await host.Satellite.GetImage(
            new Location { X = 1, Y = 0 },
            new CallOptions(new Metadata { { "zoom", "0" } }, cancellationToken: TestContext.CancellationToken));
        expected.AssertIsAt(half.Bytes.Span, 256, 0);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_FileReplaced_ServesTheNewOne()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(600, 430, 3).WriteAsync(folder["map.tif"], "-co TILED=YES");
        await Raster.Make(300, 215, 4).WriteAsync(folder["new.tif"], "-co COMPRESS=LZW");
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.tif"]);
        Assert.AreEqual(3, (await host.Client.Catalog.GetMap(TestContext.CancellationToken)).Width);
        Raster expected = await Raster.ReadAsync(folder["new.tif"]);

        File.Move(folder["new.tif"], folder["map.tif"], overwrite: true);
        await host.Process.WaitForLogAsync("the file of map=map was replaced: grid=2x1 content-type=image/png");

        Image image = await host.Satellite.GetImage(new Location { X = 1, Y = 0 }, TestContext.CancellationToken);
        expected.AssertIsAt(image.Bytes.Span, 256, 0);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_SparseTiles_AreCellsWithoutAnImage()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Gdal.RunAsync(
            "gdal_create", "-q", "-of", "GTiff", "-outsize", "1000", "1000", "-bands", "3", "-co", "SPARSE_OK=YES", "-co", "TILED=YES",
            "-a_srs", "EPSG:4326", "-a_ullr", "0", "10", "10", "0", folder["map.tif"]);
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.tif"]);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 2, Y = 0 }, TestContext.CancellationToken));

        Assert.AreEqual((StatusCode.NotFound, "the map has no image at (2, 0)"), (e.StatusCode, e.Status.Detail));
        Assert.AreEqual("\n", await host.ReadAsync(RunningHost.AreaOf(0, 0, 3, 3)));
    }

    private async Task ReadAsync(IMapSource map)
    {
        // A damaged size may make it a map of very many cells.
        Assert.IsTrue(map.Grid.TryGetArea(
            0, Math.Max(0, map.Grid.Height - 4), Math.Min(3, map.Grid.Width - 1), map.Grid.Height - 1, out GridArea area, out _));
        await using IAreaReader reader = map.OpenArea(area);
        while (await reader.WaitToReadAsync(TestContext.CancellationToken))
        {
            while (reader.TryRead(out _))
            {
            }
        }
    }

    [GeneratedRegex("^it(s mask)? is cut short")]
    private static partial Regex CutShort { get; }
}
