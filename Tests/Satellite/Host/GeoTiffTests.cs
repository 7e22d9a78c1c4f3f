using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>GeoTIFFs of many kinds, served by one Host: every pixel is the one that GDAL reads at its place.</summary>
[TestClass]
public sealed class GeoTiffTests
{
    private const int Width = 600;
    private const int Height = 430;

    // Both decode JPEG, and may round differently.
    private const int JpegTolerance = 4;

    private static readonly Dictionary<string, (int Bands, string Options)> Kinds = new()
    {
        ["strips"] = (3, ""),
        ["strips-of-100-rows"] = (3, "-co BLOCKYSIZE=100 -co COMPRESS=DEFLATE"),
        ["one-strip"] = (4, "-co BLOCKYSIZE=430 -co COMPRESS=LZW -co PREDICTOR=2"),
        ["strips-of-planes"] = (3, "-co INTERLEAVE=BAND -co COMPRESS=LZW"),
        ["strips-of-grey"] = (1, "-co COMPRESS=PACKBITS"),
        ["tiles"] = (3, "-co TILED=YES"),
        ["tiles-of-128x64"] = (3, "-co TILED=YES -co BLOCKXSIZE=128 -co BLOCKYSIZE=64 -co COMPRESS=PACKBITS"),
        ["tiles-predictor"] = (3, "-co TILED=YES -co COMPRESS=DEFLATE -co PREDICTOR=2"),
        ["tiles-alpha"] = (4, "-co TILED=YES -co COMPRESS=LZW"),
        ["tiles-grey-alpha"] = (2, "-co TILED=YES -co COMPRESS=DEFLATE"),
        ["tiles-of-planes"] = (4, "-co TILED=YES -co INTERLEAVE=BAND -co COMPRESS=DEFLATE -co PREDICTOR=2"),
        ["from-white"] = (1, "-co TILED=YES -co PHOTOMETRIC=MINISWHITE"),
        ["palette"] = (1, "-co TILED=YES"),
        ["big"] = (3, "-co BIGTIFF=YES -co TILED=YES -co COMPRESS=DEFLATE"),
        ["big-endian"] = (3, "-co ENDIANNESS=BIG -co COMPRESS=LZW"),
        ["big-big-endian"] = (3, "-co BIGTIFF=YES -co ENDIANNESS=BIG -co TILED=YES"),
        ["cog"] = (4, "-of COG -co BLOCKSIZE=256"),
        ["jpeg"] = (3, "-co TILED=YES -co COMPRESS=JPEG -co PHOTOMETRIC=YCBCR"),
        ["jpeg-rgb"] = (3, "-co TILED=YES -co COMPRESS=JPEG -co PHOTOMETRIC=RGB"),
        ["jpeg-grey"] = (1, "-co TILED=YES -co COMPRESS=JPEG"),
        ["jpeg-own-tables"] = (3, "-co TILED=YES -co COMPRESS=JPEG -co PHOTOMETRIC=YCBCR -co JPEGTABLESMODE=0"),
        ["jpeg-cog"] = (3, "-of COG -co COMPRESS=JPEG"),
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

        foreach ((string name, (int bands, string options)) in Kinds)
        {
            await Raster.Make(Width, Height, bands).WriteAsync(_folder[$"{name}.tif"], options, isPalette: name == "palette");
        }

        _host = await RunningHost.StartAsync([.. Kinds.Keys.SelectMany(name => (string[])["--map", _folder[$"{name}.tif"]])]);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await (_host?.DisposeAsync() ?? default);
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow("strips")]
    [DataRow("strips-of-100-rows")]
    [DataRow("one-strip")]
    [DataRow("strips-of-planes")]
    [DataRow("strips-of-grey")]
    [DataRow("tiles")]
    [DataRow("tiles-of-128x64")]
    [DataRow("tiles-predictor")]
    [DataRow("tiles-alpha")]
    [DataRow("tiles-grey-alpha")]
    [DataRow("tiles-of-planes")]
    [DataRow("from-white")]
    [DataRow("palette")]
    [DataRow("big")]
    [DataRow("big-endian")]
    [DataRow("big-big-endian")]
    [DataRow("cog")]
    public Task GetImages_OfAFile_AreExactlyThePixelsThatGdalReads(string name) => AssertServedAsync(name, "image/png", tolerance: 0);

    [TestMethod]
    [DataRow("jpeg")]
    [DataRow("jpeg-rgb")]
    [DataRow("jpeg-grey")]
    [DataRow("jpeg-own-tables")]
    [DataRow("jpeg-cog")]
    public Task GetImages_OfJpegTiles_AreJpegWithThePixelsThatGdalReads(string name) =>
        AssertServedAsync(name, "image/jpeg", JpegTolerance);

    private async Task AssertServedAsync(string name, string contentType, int tolerance)
    {
        Gdal.Require(TestContext);
        CallContext call = Sending.OnMap(name, TestContext.CancellationToken);
        Map map = await _host!.Client.Catalog.GetMap(call);
        Raster expected = await Raster.ReadAsync(_folder[$"{name}.tif"], name is "from-white" or "palette" ? ["-expand", "rgb"] : []);
        (int cellWidth, int cellHeight) = name switch { "tiles-of-128x64" => (128, 64), "jpeg-cog" => (512, 512), _ => (256, 256) };
        Assert.AreEqual(
            (contentType, 1 + ((Width - 1) / cellWidth), 1 + ((Height - 1) / cellHeight)),
            (map.ContentType, map.Width, map.Height));

        var order = new List<(int, int)>();
        await foreach (Image image in _host.Satellite.GetImages(RunningHost.AreaOf(0, 0, map.Width - 1, map.Height - 1), call))
        {
            order.Add((image.X, image.Y));
            expected.AssertIsAt(image.Bytes.Span, image.X * cellWidth, (map.Height - 1 - image.Y) * cellHeight, tolerance);
            Image single = await _host.Satellite.GetImage(new Location { X = image.X, Y = image.Y }, call);
            CollectionAssert.AreEqual(image.Bytes.ToArray(), single.Bytes.ToArray());
        }

        CollectionAssert.AreEqual(
            (from y in Enumerable.Range(0, map.Height).Reverse() from x in Enumerable.Range(0, map.Width) select (x, y)).ToArray(),
            order);
    }
}
