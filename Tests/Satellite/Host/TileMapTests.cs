using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Tile sets as the Host serves them.</summary>
[TestClass]
public sealed class TileMapTests
{
    private const string TakenLine = "the file of map=map was replaced: grid=4x4";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(0, DisplayName = "in memory")]
    [DataRow(TileSetMaker.Large, DisplayName = "on disk")]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_FileReplacedUnderLoad_EveryCallIsOfOneFile(int padding)
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(5, 32, 32, "old "), padding: padding);
        TileSetMaker.Make(folder["new"], TileSetMaker.Full(2, 4, 4, "new "), padding: padding);
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.mbtiles"]);
        using var replaced = new CancellationTokenSource();

        var called = new TaskCompletionSource();
        Task<int>[] load = [.. Enumerable.Range(0, 4).Select(_ => LoadAsync(host, called, replaced.Token))];
        await Task.WhenAny([called.Task, .. load]);
        File.Move(folder["new"], folder["map.mbtiles"], overwrite: true);
        await host.Process.WaitForLogAsync(TakenLine);
        await replaced.CancelAsync();
        int calls = (await Task.WhenAll(load)).Sum();

        Assert.IsGreaterThan(0, calls);
        Assert.AreEqual("new 3,3", Encoding.ASCII.GetString(
            (await host.Satellite.GetImage(new Location { X = 3, Y = 3 }, TestContext.CancellationToken)).Bytes.Span));
        Assert.AreEqual(4, (await host.Client.Catalog.GetMap(TestContext.CancellationToken)).Width);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_FileReplacedByABadOne_WarnsAndServesTheOld()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(1, 2, 2, "old "));
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.mbtiles"]);
        host.Process.ExpectWarning("the file of map=map was replaced by one that is refused");

        await File.WriteAllTextAsync(folder["bad"], "no database", TestContext.CancellationToken);
        File.Move(folder["bad"], folder["map.mbtiles"], overwrite: true);
        string warning = await host.Process.WaitForLogAsync("is refused");

        StringAssert.Contains(warning, "expected an SQLite database", StringComparison.Ordinal);
        Assert.AreEqual(
            "old 0,0",
            Encoding.ASCII.GetString((await host.Satellite.GetImage(new Location(), TestContext.CancellationToken)).Bytes.Span));
    }

    [TestMethod]
    public async Task Host_SparseTiles_SkipsAndIsNotFoundWhereThereIsNone()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(7, 100, 100, "a"), (7, 3, 90, "b")], TileLayout.View);
        await using RunningHost host = await RunningHost.StartAsync("--map", $"sparse={folder["map.mbtiles"]}#zoom=7");
        var cells = new List<(int, int)>();

        await foreach (Image image in host.Satellite.GetImages(RunningHost.AreaOf(0, 0, 127, 127), TestContext.CancellationToken))
        {
            cells.Add((image.X, image.Y));
        }

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 4, Y = 90 }, TestContext.CancellationToken));
        CollectionAssert.AreEqual(new[] { (100, 100), (3, 90) }, cells);
        Assert.AreEqual((StatusCode.NotFound, "the map has no image at (4, 90)"), (e.StatusCode, e.Status.Detail));
    }

    [TestMethod]
    public async Task Host_FileThatIsRefused_DoesNotStartAndSaysWhy()
    {
        using var certificates = new TestCertificates();
        await File.WriteAllTextAsync(Path.Combine(certificates.Folder, "map.mbtiles"), "", TestContext.CancellationToken);

        await using HostProcess host = HostProcess.Run(
            ["--certs", certificates.Folder, "--map", "map.mbtiles"],
            folder: certificates.Folder);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        Assert.AreEqual("host: reading the map 'map.mbtiles', the file is empty", Assert.ContainsSingle(host.Log));
    }

    /// <summary>Streams the whole map until the file has been replaced, and checks that each stream is of one file.</summary>
    private async Task<int> LoadAsync(RunningHost host, TaskCompletionSource called, CancellationToken replaced)
    {
        int calls = 0;
        while (!replaced.IsCancellationRequested)
        {
            var images = new List<string>();
            Map map = await host.Client.Catalog.GetMap(TestContext.CancellationToken);
            try
            {
                await foreach (Image image in host.Satellite.GetImages(
                    RunningHost.AreaOf(0, 0, map.Width - 1, map.Height - 1),
                    TestContext.CancellationToken))
                {
                    images.Add(Encoding.ASCII.GetString(image.Bytes.Span));
                }
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.OutOfRange)
            {
                // The file was replaced by a smaller one between the two calls.
                continue;
            }

            string kind = images[0][..4];
            Assert.IsTrue(images.TrueForAll(image => image.StartsWith(kind, StringComparison.Ordinal)));
            Assert.IsTrue(images.Count is 32 * 32 or 4 * 4, $"{images.Count} images");
            calls++;
            called.TrySetResult();
        }

        return calls;
    }
}
