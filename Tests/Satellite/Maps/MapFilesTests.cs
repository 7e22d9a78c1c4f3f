using System.Runtime.Versioning;
using System.Text;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>What stands at a map's path: a file, a link to one, a pipe, a folder, or a file of another kind.</summary>
[TestClass]
[UnsupportedOSPlatform("windows")]
public sealed class MapFilesTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(0)]
    [DataRow(TileSetMaker.Large)]
    public async Task Open_LinkToATileSet_IsServedAsTheFile(int padding)
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["..data"]);
        TileSetMaker.Make(folder["..data/real.mbtiles"], TileSetMaker.Full(3, 8, 8), TileLayout.Table, padding);

        // As a volume of Kubernetes has it: a link into a folder that is a link itself.
        File.CreateSymbolicLink(folder["volume"], "..data");
        File.CreateSymbolicLink(folder["current.mbtiles"], "volume/real.mbtiles");
        await using IMapSource map = MapFiles.Open(folder["current.mbtiles"]);

        Assert.HasCount(64, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task LookForNewFile_LinkThatLeadsElsewhere_IsTaken()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["old.mbtiles"], [(0, 0, 0, "old")]);
        TileSetMaker.Make(folder["new.mbtiles"], [(0, 0, 0, "new image")]);
        File.CreateSymbolicLink(folder["current.mbtiles"], "old.mbtiles");
        await using IMapSource map = MapFiles.Open(folder["current.mbtiles"]);
        File.CreateSymbolicLink(folder["next"], "new.mbtiles");
        Posix.Rename(folder["next"], folder["current.mbtiles"]);

        Assert.AreEqual(ReplacementKind.Taken, map.Replaceable!.LookForNewFile().Kind);

        CollectionAssert.AreEqual(new[] { "0,0=new image" }, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Open_LinkToACutFile_IsRefusedWithTheFilesLengths()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["real.mbtiles"], TileSetMaker.Full(6, 64, 64));
        long length = new FileInfo(folder["real.mbtiles"]).Length;
        await using (FileStream file = File.OpenWrite(folder["real.mbtiles"]))
        {
            file.SetLength(length - 4096);
        }

        File.CreateSymbolicLink(folder["link.mbtiles"], "real.mbtiles");

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["link.mbtiles"]));
        StringAssert.Contains(e.Message, $"expected {length} bytes, as its header says, found {length - 4096}", StringComparison.Ordinal);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Open_Pipe_IsReadOnceAsATextMap()
    {
        using var folder = new ScratchFolder();
        await using IMapSource map = await OpenPipeAsync(folder, "ab\ncd\n"u8.ToArray());

        CollectionAssert.AreEqual(
            new[] { "0,1=a", "1,1=b", "0,0=c", "1,0=d" },
            await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Open_PipeOfATileSet_IsRefused()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(0, 0, 0, "x")]);
        byte[] bytes = await File.ReadAllBytesAsync(folder["map.mbtiles"], TestContext.CancellationToken);

        MapFormatException e = await Assert.ThrowsExactlyAsync<MapFormatException>(() => OpenPipeAsync(folder, bytes));

        StringAssert.Contains(e.Message, "it is an MBTiles file that comes by a pipe", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Open_Folder_IsRefusedAsOne()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["map.mbtiles"]);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.mbtiles"]));

        StringAssert.Contains(e.Message, "it is a folder; name a file in it", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("\u00FF\u00D8\u00FF\u00E0\0\u0010JFIF", "a JPEG picture")]
    [DataRow("\u0089PNG\r\n\u001A\n", "a PNG picture")]
    [DataRow("RIFF\u0010\0\0\0WEBPVP8 ", "a WebP picture")]
    [DataRow("\0\0\0\u000CjP  \r\n\u0087\n", "a JPEG 2000 picture")]
    [DataRow("\u0089HDF\r\n\u001A\n", "an HDF5 or NetCDF file")]
    [DataRow("GRIB\0\0\0\u0002", "a GRIB file")]
    [DataRow("PK\u0003\u0004", "a ZIP archive")]
    [DataRow("\u001F\u008B\u0008", "compressed with gzip")]
    [DataRow("<?xml version", "an XML or HTML document")]
    [DataRow("{\"type\":\"FeatureCollection\"}", "a JSON document")]
    public void Open_FileOfAnotherKind_IsRefusedWithItsName(string header, string kind)
    {
        using var folder = new ScratchFolder();
        File.WriteAllBytes(folder["map"], Encoding.Latin1.GetBytes(header + new string('\0', 100)));

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map"]));

        Assert.AreEqual($"it is {kind}; expected an MBTiles file, a PMTiles archive, a GeoTIFF or a text map", e.Message);
    }

    [TestMethod]
    [DataRow("png", "\u00FF\u00D8\u00FF\u00E0", "image/jpeg")]
    [DataRow("jpg", "\u0089PNG\r\n", "image/png")]
    [DataRow("pbf", "\u00FF\u00D8\u00FF\u00E0", "image/jpeg")]
    [DataRow("pbf", "\u001F\u008B\u0008", "application/vnd.mapbox-vector-tile")]
    [DataRow("png", "\u001F\u008B\u0008", "application/gzip")]
    [DataRow("webp", "GIF89a", "image/gif")]
    [DataRow("jpg", "\0\0\0\u001Cftypavif\0\0\0\0", "image/avif")]
    public async Task Open_FormatThatTheImagesContradict_IsThatOfTheImages(string format, string image, string expected)
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Run(folder["map"], $"""
            CREATE TABLE metadata (name TEXT, value TEXT);
            INSERT INTO metadata VALUES ('format', '{format}');
            CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
            INSERT INTO tiles VALUES (1, 0, 1, NULL), (1, 0, 0, x'{Convert.ToHexString(Encoding.Latin1.GetBytes(image))}');
            """);
        await using IMapSource map = MapFiles.Open(folder["map"]);

        Assert.AreEqual(expected, map.ContentType);
    }

    [TestMethod]
    public void Open_ZoomLevelOfEmptyImages_IsRefused()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Run(folder["map.mbtiles"], """
            CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
            INSERT INTO tiles VALUES (2, 0, 0, NULL), (2, 1, 0, x''), (1, 0, 0, x'41');
            """);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.mbtiles"]));

        StringAssert.Contains(e.Message, "all its tiles of zoom level 2 are empty", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Open_LockedFile_IsSaidToBeLockedAndNotDamaged()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(0, 0, 0, "x")]);
        using IDisposable writer = TileSetMaker.Lock(folder["map.mbtiles"], "EXCLUSIVE");

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder["map.mbtiles"]));

        StringAssert.Contains(e.Message, "another program has locked it", StringComparison.Ordinal);
        Assert.DoesNotContain("integrity_check", e.Message);
    }

    private async Task<IMapSource> OpenPipeAsync(ScratchFolder folder, byte[] content)
    {
        Posix.Run("mkfifo", folder["pipe"]);

        // Opening waits for the reader.
        Task writing = Task.Run(() => File.WriteAllBytes(folder["pipe"], content), TestContext.CancellationToken);
        try
        {
            return MapFiles.Open(folder["pipe"]);
        }
        finally
        {
            await writing;
        }
    }
}
