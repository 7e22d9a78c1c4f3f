using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.Versioning;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.PmTiles;

/// <summary>Archives that are no maps, or not whole, are refused with what is wrong, and soon.</summary>
[TestClass]
public sealed class PmTilesRefusalTests : IDisposable
{
    private const int RootLengthAt = 16;
    private const int LeavesAt = 40;
    private const int TilesAt = 56;

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Archive => _folder["map.pmtiles"];

    private static IEnumerable<Tile> Tiles =>
        from column in Enumerable.Range(0, 8) from row in Enumerable.Range(0, 8) select new Tile(3, column, row, $"{column},{row}");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("\"type\": 1", "it is a PMTiles of vector tiles; expected one of pictures (PNG, JPEG, WebP or AVIF)")]
    [DataRow("\"type\": 6", "it is a PMTiles of vector tiles; expected one of pictures (PNG, JPEG, WebP or AVIF)")]
    [DataRow("\"type\": 0", "it is a PMTiles of tiles of an unknown type; expected PNG, JPEG, WebP or AVIF, found the bytes 302C30")]
    [DataRow("\"version\": 2", "it is a PMTiles archive of version 2; expected version 3")]
    [DataRow("\"version\": 4", "it is a PMTiles archive of version 4; expected version 3")]
    [DataRow("\"internal\": \"zstd\"", "its directories are compressed with zstd, which is not read; make it anew with gzip")]
    [DataRow("\"internal\": \"unknown\"", "its header does not say in a known way how its directories are compressed")]
    [DataRow("\"tile\": \"zstd\"", "its tiles are compressed with zstd, which is not read; make it anew with gzip")]
    [DataRow("\"leaf\": 2, \"levels\": 5", "its directories are nested more than 4 deep")]
    public async Task Open_ArchiveOfAnotherKind_IsRefusedAsThat(string kind, string message)
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, kind);

        AssertRefused(message);
    }

    [TestMethod]
    [DataRow("", "the file is empty")]
    [DataRow("ab\ncd\n", "expected a PMTiles archive, which begins with 'PMTiles', found the bytes 61620A63640A")]
    [DataRow("PK\u0003\u0004", "it is a ZIP archive; expected a PMTiles archive")]
    [DataRow("PMTiles\u0003", "it is cut short: expected at least the 127 bytes of its header, found 8; copy it again")]
    [DataRow("PMTi", "found the bytes 504D5469")]
    [DataRow("PM\u0002\0 and so on", "it is a PMTiles archive of version 2; expected version 3")]
    public async Task Open_FileThatOnlyHasTheName_IsRefusedWithWhatItIs(string content, string message)
    {
        await File.WriteAllTextAsync(Archive, content, Token);

        AssertRefused(message);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_CutShort_IsRefusedWithBothLengths()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, "\"leaf\": 10");
        byte[] whole = await File.ReadAllBytesAsync(Archive, Token);

        for (int length = whole.Length - 1; length > 127; length -= 7)
        {
            await File.WriteAllBytesAsync(Archive, whole[..length], Token);
            AssertRefused($"found {length}; copy it again");
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_ZoomLevelThatItHasNot_IsRefusedWithThoseThatItHas()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, [new(0, 0, 0, "a"), .. Tiles]);

        AssertRefused("it has no tiles of zoom level 2; it has those of 0, 3", zoom: 2);
        AssertRefused("it is a tile set, which says itself where it lies; leave bounds out", bounds: GeoBounds.World);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_DirectoryThatUnpacksWithoutEnd_IsRefusedAtTheLimit()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, "\"internal\": \"gzip\"");
        byte[] whole = await File.ReadAllBytesAsync(Archive, Token);
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[200_000_000], Token);
        }

        // Behind everything else, since the header says where it is.
        byte[] bytes = [.. whole, .. bomb.ToArray()];
        Write(bytes, RootLengthAt - 8, whole.Length);
        Write(bytes, RootLengthAt, (int)bomb.Length);
        await File.WriteAllBytesAsync(Archive, bytes, Token);

        AssertRefused("it has more than the 4,194,304 bytes that are read of one");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("0C", "expected 1 or more entries, of at least 4 bytes each, in 1 bytes, found 12", DisplayName = "more entries than bytes")]
    [DataRow("00", "in 1 bytes, found 0", DisplayName = "no entries")]
    [DataRow("FFFFFFFFFFFFFFFFFF01", "found 18446744073709551615", DisplayName = "entries without end")]
    [DataRow("0101010001", "entry 0 has the length 0", DisplayName = "an image without bytes")]
    [DataRow("01010101FFFF03", "entry 0 ends at byte", DisplayName = "an image behind the end")]
    [DataRow("02010001010101010100", "entry 1 is not after the one before", DisplayName = "a tile twice")]
    [DataRow("0101FFFFFFFFFFFFFFFFFFFF0101010101", "a number has more than 64 bits", DisplayName = "a long number")]
    [DataRow("01010001FF", "it ends within a number", DisplayName = "half a number")]
    public async Task Open_DamagedRootDirectory_IsRefusedWithWhatIsWrong(string root, string message)
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, "\"internal\": \"none\"");
        byte[] directory = Convert.FromHexString(root);
        byte[] bytes = [.. await File.ReadAllBytesAsync(Archive, Token), .. directory];
        Write(bytes, RootLengthAt - 8, bytes.Length - directory.Length);
        Write(bytes, RootLengthAt, directory.Length);
        await File.WriteAllBytesAsync(Archive, bytes, Token);

        AssertRefused(message);
    }

    /// <summary>A leaf directory that is the root once more: whoever followed it would go round for ever.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_DirectoryThatLeadsToItself_IsRefused()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, "\"internal\": \"none\"");
        byte[] directory = Convert.FromHexString("0105000501");
        byte[] bytes = [.. await File.ReadAllBytesAsync(Archive, Token), .. directory];
        foreach (int at in (int[])[RootLengthAt - 8, LeavesAt])
        {
            Write(bytes, at, bytes.Length - directory.Length);
            Write(bytes, at + 8, directory.Length);
        }

        await File.WriteAllBytesAsync(Archive, bytes, Token);

        AssertRefused("its directories are nested more than 4 deep");
    }

    /// <summary>Bytes that chance has changed: a map or an error that says so, and never a long wait.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("none")]
    [DataRow("gzip")]
    public async Task Open_ArchiveWithChangedBytes_IsReadOrRefused(string compression)
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles, $"\"leaf\": 20, \"internal\": \"{compression}\", \"tile\": \"{compression}\"");
        byte[] whole = await File.ReadAllBytesAsync(Archive, Token);
        int tilesAt = (int)BinaryPrimitives.ReadInt64LittleEndian(whole.AsSpan(TilesAt));
        var random = new Random(16);
        int refused = 0;
        int read = 0;
        var clock = Stopwatch.StartNew();
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = [.. whole];
            for (int change = 0; change < 1 + (round % 3); change++)
            {
                bytes[random.Next(tilesAt)] = (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(Archive, bytes, Token);
            try
            {
                await using IMapSource map = MapFiles.Open(Archive);
                int last = Math.Min(63, map.Grid.Width - 1);
                Assert.IsTrue(map.Grid.TryGetArea(0, 0, last, last, out GridArea area, out _));
                await map.ReadAsync(area, Token);
                read++;
            }
            catch (Exception e) when (e is MapFormatException or MapReadException)
            {
                refused++;
            }
        }

        TestContext.WriteLine($"{read} read, {refused} refused in {clock.Elapsed}");
        Assert.IsGreaterThan(100, refused);
        Assert.IsGreaterThan(100, read);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [UnsupportedOSPlatform("windows")]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_Pipe_IsRefused()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(Archive, Tiles);
        Posix.Run("mkfifo", _folder["pipe"]);

        // Opening waits for the reader.
        Task writing = Task.Run(() => File.WriteAllBytes(_folder["pipe"], File.ReadAllBytes(Archive)), Token);
        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(_folder["pipe"]));
        await writing;

        StringAssert.Contains(e.Message, "it is a PMTiles archive that comes by a pipe", StringComparison.Ordinal);
    }

    private static void Write(byte[] bytes, int at, long number) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), number);

    private void AssertRefused(string message, int? zoom = null, GeoBounds? bounds = null)
    {
        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(Archive, zoom: zoom, bounds: bounds));
        StringAssert.Contains(e.Message, message, StringComparison.Ordinal);
    }
}
