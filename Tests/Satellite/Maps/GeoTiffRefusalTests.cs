using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>TIFF files that are not served are named for what they are, with a command that makes one that is.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed partial class GeoTiffRefusalTests
{
    private const string Utm = "500000, 100, 0, 5500000, 0, -100";
    private const string Rotated = "-25.0, 0.1, 0.01, 72.0, 0.01, -0.1";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(3, "-co COMPRESS=ZSTD", "it is compressed with ZSTD, which is not served")]
    [DataRow(3, "-co COMPRESS=WEBP", "it is compressed with WebP, which is not served")]
    [DataRow(3, "-co COMPRESS=LERC", "it is compressed with LERC, which is not served")]
    [DataRow(3, "-co COMPRESS=LZMA", "it is compressed with LZMA, which is not served")]
    [DataRow(1, "-ot UInt16", "its samples have 16 bits; those that are served have 8")]
    [DataRow(1, "-ot Float32", "its samples have 32 bits (floating-point); those that are served have 8")]
    [DataRow(1, "-co NBITS=1", "its samples have 1 bit; those that are served have 8")]
    [DataRow(4, "-co PHOTOMETRIC=CMYK", "its colours are CMYK; those that are served are RGB, grey and palettes")]
    [DataRow(4, "-co ALPHA=NO", "it has 4 bands that are neither grey, grey and alpha, RGB nor RGBA")]
    [DataRow(3, "-co COMPRESS=JPEG", "it is JPEG in strips, which is not served")]
    [DataRow(4, "-co COMPRESS=JPEG -co TILED=YES", "it is JPEG with alpha, which is not served")]
    [DataRow(3, "-co PROFILE=BASELINE", "it is a GeoTIFF without georeference: nothing in it says where on Earth it lies")]
    [DataRow(3, "-gcp 0 0 1 2 -gcp 60 0 10 2 -gcp 0 43 1 -5 -gcp 60 43 11 -6", "it has ground control points instead of a georeference")]
    [DataRow(3, "-co TILED=YES -co BLOCKXSIZE=4096 -co BLOCKYSIZE=2048", "its tiles have 4096 x 2048 pixels")]
    public Task Open_OfAKindThatIsNotServed_IsRefusedWithACommandThatHelps(int bands, string options, string expected) =>
        AssertRefusedAsync(bands, options, "EPSG:4326", Raster.Europe, expected);

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("EPSG:25832", Utm, "its coordinate system is EPSG:25832; those that are served are EPSG:4326 and EPSG:3857")]
    [DataRow("EPSG:4258", Raster.Europe, "its coordinate system is EPSG:4258")]
    [DataRow("+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80", Utm, "its coordinate system is one without a number")]
    [DataRow("", Raster.Europe, "it does not name its coordinate system (CRS)")]
    [DataRow("EPSG:4326", Rotated, "it is rotated or skewed against north")]
    [DataRow("EPSG:4326", "-25.0, 0.1, 0, 30.0, 0, 0.1", "its first row is not the northernmost")]
    public Task Open_WhereCellsCannotLie_IsRefusedWithACommandThatHelps(string system, string transform, string expected) =>
        AssertRefusedAsync(bands: 3, "", system, transform, expected);

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("-b 1 -co TILED=YES -co COMPRESS=JPEG", "it has 1 x 8 bits a pixel, as JPEG; expected 1 or 8, not as JPEG")]
    [DataRow("", "it has 3 x 8 bits a pixel; expected 1 or 8")]
    [DataRow("-b 1 -scale 0 255 0 3 -co NBITS=2", "it has 1 x 2 bits a pixel; expected 1 or 8")]
    [DataRow("-b 1 -co NBITS=1 -co COMPRESS=CCITTFAX4", "it is compressed like a fax (CCITT), which is not served")]
    public async Task Open_MaskOfAKindThatIsNotServed_IsRefusedWithACommandThatHelps(string options, string expected)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(60, 43, 3).WriteAsync(folder["map.tif.msk"], $"-of GTiff -mo INTERNAL_MASK_FLAGS_1=2 {options}");

        await AssertRefusedAsync(folder, "map", bands: 3, "", "EPSG:4326", Raster.Europe, $"'map.tif.msk' cannot be used: {expected}");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public Task Open_WorldFileWithoutACrs_IsRefusedWithWhatToWrite() => AssertRefusedAsync(
        bands: 3,
        "-co TFW=YES -co PROFILE=BASELINE",
        "EPSG:4326",
        Raster.Europe,
        "it has the world file 'it's a map.tfw' beside it, but does not name its coordinate system (CRS); write it after the file's name, "
            + "#crs=EPSG:4326 for degrees or #crs=EPSG:3857 for metres, or make a file that names it: ");

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("0.1\n0\n0\n", "its world file 'map.tfw' is damaged: expected 6 lines of a number each, found 3")]
    [DataRow("", "its world file 'map.tfw' is damaged: expected 6 lines of a number each, found 0")]
    [DataRow("0.1\n0.01\n0.01\n-0.1\n-24.95\n71.95\n", "it is rotated or skewed against north")]
    [DataRow("0.1\n0\n0\n0.1\n-24.95\n30\n", "its first row is not the northernmost")]
    public async Task Open_WorldFileThatDoesNotSayThePlace_IsRefused(string text, string expected)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(60, 43, 3).WriteAsync(folder["map.tif"], "-co PROFILE=BASELINE", system: "", transform: "");
        await File.WriteAllTextAsync(folder["map.tfw"], text, TestContext.CancellationToken);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(
            () => MapFiles.Open(folder["map.tif"], projection: Projection.Geodetic));

        Assert.StartsWith(expected, e.Message);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_CrsOfAMapThatNeedsNone_IsRefused()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(60, 43, 3).WriteAsync(folder["map.tif"], "");
        await Raster.Make(60, 43, 3).WriteAsync(folder["unnamed.tif"], "", system: "");
        await File.WriteAllTextAsync(folder["map.txt"], "ab\n", TestContext.CancellationToken);

        foreach ((string file, string expected) in ((string, string)[])[
            ("map.tif", "it names its coordinate system (CRS) itself; leave crs out"),
            ("map.txt", "it is a text map, of which bounds say where it lies; leave crs out")])
        {
            Assert.AreEqual(
                expected,
                Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder[file], projection: Projection.WebMercator)).Message);
        }

        // The control: one that lies somewhere, but does not say in which system.
        await using IMapSource map = MapFiles.Open(folder["unnamed.tif"], projection: Projection.Geodetic);
        Assert.AreEqual("-25,67.7,-19,72", map.Details.Bounds.ToString());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_StripsThatTakeTooMuch_AreRefused()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Gdal.RunAsync(
            "gdal_create", "-q", "-of", "GTiff", "-outsize", "8000", "4000", "-bands", "3",
            "-co", "SPARSE_OK=YES", "-co", "BLOCKYSIZE=4000",
            "-a_srs", "EPSG:4326", "-a_ullr", "-180", "90", "180", "-90", folder["map.tif"]);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.tif"]));

        StringAssert.Contains(e.Message, "it has strips of 4,000 rows, 96,000,000 bytes each", StringComparison.Ordinal);
        StringAssert.Contains(e.Message, "make tiles of it: gdal_translate -of COG", StringComparison.Ordinal);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_ZoomOrBoundsThatDoNotFit_IsRefusedWithWhatThereIs()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await Raster.Make(60, 43, 3).WriteAsync(folder["map.tif"], "");

        MapFormatException zoom = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.tif"], zoom: 3));
        MapFormatException bounds = Assert.ThrowsExactly<MapFormatException>(
            () => MapFiles.Open(folder["map.tif"], bounds: GeoBounds.World));

        Assert.AreEqual("it has no zoom level 3; it has 0", zoom.Message);
        Assert.AreEqual("it is a GeoTIFF, which says itself where it lies; leave bounds out", bounds.Message);
    }

    private async Task AssertRefusedAsync(int bands, string options, string system, string transform, string expected)
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        await AssertRefusedAsync(folder, "it's a map", bands, options, system, transform, expected);
    }

    private static async Task AssertRefusedAsync(
        ScratchFolder folder, string name, int bands, string options, string system, string transform, string expected)
    {
        string file = folder[$"{name}.tif"];
        await Raster.Make(60, 43, bands).WriteAsync(file, options, system, transform);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(file));

        Assert.StartsWith(expected, e.Message);
        string command = Command.Match(e.Message).Value.Replace("WEST NORTH EAST SOUTH", "-25 72 -19 67.7", StringComparison.Ordinal);
        Assert.AreNotEqual("", command, e.Message);
        Assert.AreEqual(0, await RunAsync(command), command);
        await using IMapSource map = MapFiles.Open(folder[$"{name}.cog.tif"]);
        Assert.IsNotNull(map.Details.Geography);
    }

    private static async Task<int> RunAsync(string command)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true })!;
        await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }

    [GeneratedRegex("(gdal_translate|gdalwarp) .*$")]
    private static partial Regex Command { get; }
}
