using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Those who read while images are stored, and maps that can no longer be read.</summary>
[TestClass]
public sealed class ArchiveReadersTests : IDisposable
{
    private const int Side = 16;
    private const int Rounds = 40;

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Readers_BesideAWriter_GetWholeImagesThatNeverGoBack()
    {
        string path = _folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(4, Side, Side).Select(tile => (tile.Zoom, tile.X, tile.Y, TextOf(tile.X, tile.Y, 0))));
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", path);
        using var done = new CancellationTokenSource();

        Task<int>[] readers = [ReadAreasAsync(host, done.Token), ReadAreasAsync(host, done.Token), ReadImagesAsync(host, done.Token)];
        for (int round = 1; round <= Rounds; round++)
        {
            await host.Client.Archive.PutAsync(
                from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) select Sending.ImageOf(x, y, TextOf(x, y, round)),
                Token);
        }

        await done.CancelAsync();
        int[] reads = await Task.WhenAll(readers);
        TestContext.WriteLine(string.Join(' ', reads));
        Assert.IsTrue(Array.TrueForAll(reads, count => count > 1));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Calls_MapThatCannotBeReadAnyMore_AreDataLossAndTheLogSaysWhy()
    {
        string path = _folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(7, 128, 128), padding: TileSetMaker.Large);
        await using RunningHost host = await RunningHost.StartAsync("--map", path);
        host.Process.ExpectWarning("the map=map cannot be read exception=");
        host.Process.ExpectWarning("was replaced by one that is refused");

        // As cp does to a file that it writes over.
        await using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(8192);
        }

        await host.Process.WaitForLogAsync("was replaced by one that is refused");
        RpcException one = await Assert.ThrowsExactlyAsync<RpcException>(() => host.Satellite.ReadTextAsync(100, 100, Token));
        RpcException many = await Assert.ThrowsExactlyAsync<RpcException>(() => host.ReadAsync(RunningHost.AreaOf(0, 0, 127, 127), Token));

        Assert.AreEqual(
            (StatusCode.DataLoss, "the map 'map' cannot be read; the server's log says why"),
            (one.StatusCode, one.Status.Detail));
        Assert.AreEqual(
            (StatusCode.DataLoss, "the map 'map' cannot be read; the server's log says why"),
            (many.StatusCode, many.Status.Detail));
        StringAssert.Contains(await host.Process.WaitForLogAsync("the map=map cannot be read"), path, StringComparison.Ordinal);
        StringAssert.Contains(await host.Process.WaitForLogAsync("GetImages"), "status=DATA_LOSS", StringComparison.Ordinal);
    }

    // Of lengths that differ, so that an image made of two would be seen.
    private static string TextOf(int x, int y, int round) =>
        $"{round}:{x},{y}:{new string((char)('a' + (round % 26)), 500 + (round * 100))}";

    private static int Check(Image image)
    {
        string text = Encoding.ASCII.GetString(image.Bytes.Span);
        int round = int.Parse(text.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual(TextOf(image.X, image.Y, round), text);
        return round;
    }

    private async Task<int> ReadAreasAsync(RunningHost host, CancellationToken done)
    {
        int[] seen = new int[Side * Side];
        int count = 0;
        for (; !done.IsCancellationRequested; count++)
        {
            int images = 0;
            await foreach (Image image in host.Satellite.GetImages(RunningHost.AreaOf(0, 0, Side - 1, Side - 1), Token))
            {
                int round = Check(image);
                int cell = (image.Y * Side) + image.X;
                Assert.IsGreaterThanOrEqualTo(seen[cell], round);
                seen[cell] = round;
                images++;
            }

            Assert.AreEqual(Side * Side, images);
        }

        return count;
    }

    private async Task<int> ReadImagesAsync(RunningHost host, CancellationToken done)
    {
        int last = 0;
        int count = 0;
        for (; !done.IsCancellationRequested; count++)
        {
            int round = Check(await host.Satellite.GetImage(new Location { X = 3, Y = 5 }, Token));
            Assert.IsGreaterThanOrEqualTo(last, round);
            last = round;
        }

        return count;
    }
}
