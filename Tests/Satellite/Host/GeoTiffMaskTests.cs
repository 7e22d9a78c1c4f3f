using System.Text;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>GeoTIFFs with nodata values and masks, at all zoom levels: what is transparent is what GDAL's masks say.</summary>
[TestClass]
public sealed class GeoTiffMaskTests
{
    private const int Width = 640;
    private const int Height = 448;
    private const byte Nodata = 7;
    private const string Tiles = "-co TILED=YES -co COMPRESS=DEFLATE";
    private const string Internal = "--config GDAL_TIFF_INTERNAL_MASK YES -b 1 -b 2 -b 3 -mask 4";
    private const string External = "--config GDAL_TIFF_INTERNAL_MASK NO -b 1 -b 2 -b 3 -mask 4";

    // Both decode JPEG, and may round differently.
    private const int JpegTolerance = 4;

    private static readonly Dictionary<string, (int Bands, string Options, int[] Overviews)> Kinds = new()
    {
        ["nodata"] = (3, $"-a_nodata 7 {Tiles}", [2, 4]),
        ["nodata-strips"] = (3, "-a_nodata 7 -co COMPRESS=LZW -co BLOCKYSIZE=100", [2]),
        ["nodata-planes"] = (3, "-a_nodata 7 -co TILED=YES -co INTERLEAVE=BAND", []),
        ["nodata-strips-of-planes"] = (3, "-a_nodata 7 -co INTERLEAVE=BAND", []),
        ["nodata-alpha"] = (4, $"-a_nodata 7 {Tiles}", []),
        ["nodata-grey-alpha"] = (2, $"-a_nodata 7 -co INTERLEAVE=BAND {Tiles}", []),
        ["nodata-grey"] = (1, $"-a_nodata 7 {Tiles}", []),
        ["nodata-from-white"] = (1, $"-a_nodata 7 -co PHOTOMETRIC=MINISWHITE {Tiles}", []),
        ["nodata-palette"] = (1, $"-a_nodata 7 {Tiles}", []),
        ["nodata-sparse-strips"] = (3, "-a_nodata 7 -co SPARSE_OK=YES -co BLOCKYSIZE=16", []),
        ["nodata-jpeg"] = (3, "-a_nodata 7 -co TILED=YES -co COMPRESS=JPEG -co PHOTOMETRIC=RGB", []),
        ["nodata-jpeg-grey"] = (1, "-a_nodata 7 -co TILED=YES -co COMPRESS=JPEG", []),
        ["mask"] = (4, $"{Internal} {Tiles}", [2, 4]),
        ["mask-strips"] = (4, $"{Internal} -co COMPRESS=LZW", [2]),
        ["mask-of-small-tiles"] = (4, $"{Internal} -co TILED=YES -co BLOCKXSIZE=128 -co BLOCKYSIZE=64", []),
        ["mask-big-endian"] = (4, $"{Internal} -co BIGTIFF=YES -co ENDIANNESS=BIG -co TILED=YES", []),
        ["mask-and-nodata"] = (4, $"{Internal} -a_nodata 7 {Tiles}", [2]),
        ["mask-jpeg"] = (4, "-of COG -co COMPRESS=JPEG -co BLOCKSIZE=128", []),
        ["mask-of-other-size"] = (4, $"{Internal} {Tiles}", []),
        ["msk"] = (4, $"{External} {Tiles}", []),
        ["msk-strips"] = (4, $"{External} -co COMPRESS=LZW", []),
        ["msk-of-other-tiles"] = (4, $"{External} {Tiles}", []),
        ["msk-of-no-band"] = (3, Tiles, []),
        ["msk-overviews"] = (4, $"{External} {Tiles}", [-2, -4]),
        ["ovr"] = (3, Tiles, [-2, -4]),
        ["ovr-nodata"] = (3, $"-a_nodata 7 {Tiles}", [-2]),
        ["ovr-of-jpeg"] = (4, $"{Internal} -co TILED=YES -co COMPRESS=JPEG -co PHOTOMETRIC=RGB", [-2]),
    };

    private static ScratchFolder _folder = null!;
    private static RunningHost? _host;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _folder = new ScratchFolder();
        if (Requirement.Find("gdal_translate") is null)
        {
            return;
        }

        foreach ((string name, (int bands, string options, int[] overviews)) in Kinds)
        {
            string file = _folder[$"{name}.tif"];
            await Raster.Make(Width, Height, bands).WithHole(Nodata).WriteAsync(file, options, isPalette: name == "nodata-palette");
            if (overviews.Length > 0)
            {
                string[] beside = overviews[0] < 0 ? ["-ro"] : [];
                string[] factors = [.. overviews.Select(factor => $"{Math.Abs(factor)}")];
                await Gdal.RunAsync("gdaladdo", ["-q", "-r", "nearest", .. beside, file, .. factors]);
            }
        }

        await Raster.Make(Width, Height, 4).WriteAsync(
            _folder["other.tif"], $"{External} -co TILED=YES -co BLOCKXSIZE=64 -co BLOCKYSIZE=512");
        File.Move(_folder["other.tif.msk"], _folder["msk-of-other-tiles.tif.msk"], overwrite: true);
        File.Move(_folder["other.tif"], _folder["msk-of-no-band.tif.msk"]);

        // The last directory is the mask's; its ImageLength is a 16-bit number.
        byte[] masked = await File.ReadAllBytesAsync(_folder["mask-of-other-size.tif"], context.CancellationToken);
        int height = masked.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[1, 1, 3, 0, 1, 0, 0, 0, Height & 255, Height >> 8]);
        masked[height + 8]--;
        await File.WriteAllBytesAsync(_folder["mask-of-other-size.tif"], masked, context.CancellationToken);
        _host = await RunningHost.StartAsync([.. Kinds.Keys.SelectMany(name => (string[])["--map", _folder[$"{name}.tif"]])]);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await (_host?.DisposeAsync() ?? default);
        _folder.Dispose();
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("nodata", 3)]
    [DataRow("nodata-strips", 2)]
    [DataRow("nodata-planes", 1)]
    [DataRow("nodata-strips-of-planes", 1)]
    [DataRow("nodata-alpha", 1)]
    [DataRow("nodata-grey-alpha", 1)]
    [DataRow("nodata-grey", 1)]
    [DataRow("nodata-from-white", 1)]
    [DataRow("nodata-palette", 1)]
    [DataRow("nodata-sparse-strips", 1)]
    [DataRow("nodata-jpeg", 1)]
    [DataRow("nodata-jpeg-grey", 1)]
    public Task GetImages_OfAFileWithNodata_AreTransparentWhereGdalHasNothing(string name, int levels) =>
        AssertServedAsync(name, levels);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("mask", 3)]
    [DataRow("mask-strips", 2)]
    [DataRow("mask-of-small-tiles", 1)]
    [DataRow("mask-big-endian", 1)]
    [DataRow("mask-and-nodata", 2)]
    [DataRow("mask-of-other-size", 1)]
    [DataRow("mask-jpeg", 4)]
    [DataRow("msk", 1)]
    [DataRow("msk-strips", 1)]
    [DataRow("msk-of-other-tiles", 1)]
    [DataRow("msk-of-no-band", 1)]
    [DataRow("msk-overviews", 3)]
    public Task GetImages_OfAFileWithAMask_AreAsOpaqueAsGdalsMask(string name, int levels) => AssertServedAsync(name, levels);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("ovr", 3)]
    [DataRow("ovr-nodata", 2)]
    [DataRow("ovr-of-jpeg", 2)]
    public Task Zooms_OfOverviewsBesideTheFile_HaveThePixelsThatGdalReads(string name, int levels) => AssertServedAsync(name, levels);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("nan", false)]
    [DataRow("-99", false)]
    [DataRow("256", false)]
    [DataRow("7.9", true)]
    [DataRow("7,1", true)]
    [DataRow(" 7 ", true)]
    [DataRow("7xy", true)]
    [DataRow("xyz", false)]
    public async Task Nodata_OfAnyText_IsTheNumberThatGdalReads(string text, bool isHidden)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["map.tif"];
        await Raster.Make(100, 64, 1).WithHole(Nodata).WriteAsync(file, "-a_nodata 123 -co TILED=YES");
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.CancellationToken);

        // The field of GDAL's nodata value: text, four characters, here.
        int field = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x81, 0xA4, 2, 0, 4, 0, 0, 0, (byte)'1', (byte)'2', (byte)'3', 0]);
        Assert.IsGreaterThan(0, field);
        Encoding.ASCII.GetBytes(text).CopyTo(bytes, field + 8);
        await File.WriteAllBytesAsync(file, bytes, TestContext.CancellationToken);
        Raster expected = await Raster.ReadMaskedAsync(file, expand: []);
        await using RunningHost host = await RunningHost.StartAsync("--map", file);

        Image image = await host.Satellite.GetImage(new Location(), TestContext.CancellationToken);

        Assert.AreEqual(isHidden ? 0 : 255, expected.ColourAt(32, 32).Alpha);
        expected.AssertIsAt(image.Bytes.Span, 0, 0);
    }

    private async Task AssertServedAsync(string name, int levels)
    {
        Gdal.Require(TestContext);
        string file = _folder[$"{name}.tif"];
        string[] expand = name is "nodata-from-white" or "nodata-palette" ? ["-expand", "rgb"] : [];
        int tolerance = name.Contains("jpeg", StringComparison.Ordinal) ? JpegTolerance : 0;
        Map map = await _host!.Client.Catalog.GetMap(Sending.OnMap(name, TestContext.CancellationToken));
        CollectionAssert.AreEqual(Enumerable.Range(0, levels).ToArray(), map.Zooms.ToArray());
        for (int zoom = 0; zoom < levels; zoom++)
        {
            string[] options = zoom == levels - 1 ? [] : ["-oo", $"OVERVIEW_LEVEL={levels - 2 - zoom}"];
            Raster expected = await Raster.ReadMaskedAsync(file, expand, options);
            CallContext call = new CallOptions(
                new Metadata { { "map", name }, { "zoom", $"{zoom}" } }, cancellationToken: TestContext.CancellationToken);
            Map level = await _host.Client.Catalog.GetMap(call);
            Assert.AreEqual(Width >> (levels - 1 - zoom), expected.Width);
            int images = 0;
            await foreach (Image image in _host.Satellite.GetImages(RunningHost.AreaOf(0, 0, level.Width - 1, level.Height - 1), call))
            {
                (int width, int height) = SizeOf(image);
                expected.AssertIsAt(image.Bytes.Span, image.X * width, (level.Height - 1 - image.Y) * height, tolerance);
                Image single = await _host.Satellite.GetImage(new Location { X = image.X, Y = image.Y }, call);
                CollectionAssert.AreEqual(image.Bytes.ToArray(), single.Bytes.ToArray());
                images++;
            }

            Assert.AreEqual(level.Width * level.Height, images);
        }
    }

    private static (int Width, int Height) SizeOf(Image image) =>
        ImageSize.Of(image.Bytes.Span) ?? throw new AssertFailedException("an image has no size");
}
