using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>GeoTIFFs that are cut short, damaged or replaced.</summary>
[TestClass]
public sealed class GeoTiffDamageTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("-co TILED=YES -co COMPRESS=DEFLATE")]
    [DataRow("-of COG -co COMPRESS=JPEG -co BLOCKSIZE=128")]
    [DataRow("")]
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

            Assert.IsTrue(length < 10 || e.Message.StartsWith("it is cut short", StringComparison.Ordinal), $"{length} bytes: {e.Message}");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("-co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2")]
    [DataRow("-co TILED=YES -co COMPRESS=LZW")]
    [DataRow("-co TILED=YES -co COMPRESS=PACKBITS")]
    [DataRow("-of COG -co COMPRESS=JPEG -co BLOCKSIZE=128")]
    [DataRow("-co BIGTIFF=YES -co BLOCKYSIZE=64 -co COMPRESS=LZW")]
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
}
