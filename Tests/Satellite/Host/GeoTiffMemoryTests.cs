using System.Globalization;
using System.Runtime.Versioning;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The Host's memory does not grow with the file.</summary>
[TestClass]
[SupportedOSPlatform("linux")]
public sealed class GeoTiffMemoryTests
{
    private const int MostMemory = 200_000_000;
    private const int Streams = 4;
    private const int Side = 14;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [Timeout(240_000, CooperativeCancellation = true)]
    [DataRow("plain")]
    [DataRow("deflate")]
    [DataRow("jpeg")]
    [DataRow("masked jpeg")]
    public async Task Host_PictureOf5Gigabytes_TakesLessThan200Megabytes(string kind)
    {
        using var folder = new ScratchFolder();
        Action<string> make = kind switch
        {
            "plain" => LargeRaster.MakeUncompressed,
            "deflate" => path => LargeRaster.MakeDeflate(path),
            "masked jpeg" => LargeRaster.MakeMaskedJpeg,
            _ => path => LargeRaster.MakeJpeg(path),
        };
        make(folder["map.tif"]);
        await using RunningHost host = await RunningHost.StartAsync("--map", folder["map.tif"]);

        int[] images = await Task.WhenAll(Enumerable.Range(0, Streams).Select(stream => ReadAsync(host, stream)));

        CollectionAssert.AreEqual(Enumerable.Repeat(Side * Side, Streams).ToArray(), images);
        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {MostMemoryOf(host):N0} bytes at most"));
        Assert.IsLessThan(MostMemory, MostMemoryOf(host));
    }

    // Each reads another part of the file, as a stream and image by image.
    private async Task<int> ReadAsync(RunningHost host, int stream)
    {
        CallContext call = TestContext.CancellationToken;
        int left = stream * (LargeRaster.Columns / Streams);
        int bottom = stream * (LargeRaster.Rows / Streams);
        int images = 0;
        await foreach (Image image in host.Satellite.GetImages(
            RunningHost.AreaOf(left, bottom, left + Side - 1, bottom + Side - 1), call))
        {
            Image single = await host.Satellite.GetImage(new Location { X = image.X, Y = image.Y }, call);
            Assert.AreEqual(image.Bytes.Length, single.Bytes.Length);
            images++;
        }

        return images;
    }

    // The most that it ever had.
    private static long MostMemoryOf(RunningHost host)
    {
        string line = File.ReadLines($"/proc/{host.Process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
