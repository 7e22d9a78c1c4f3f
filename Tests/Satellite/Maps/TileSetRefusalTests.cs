using System.Text;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>Files that are no tile set, or not a whole one, are refused with what is wrong.</summary>
[TestClass]
public sealed class TileSetRefusalTests
{
    private static readonly (int, int, int, string)[] OneTile = [(2, 0, 0, "x")];

    [TestMethod]
    public void Open_Empty_IsRefused() => AssertRefused("the file is empty", File.Create);

    [TestMethod]
    public void Open_NoDatabase_IsRefusedWithWhatItBeginsWith() =>
        AssertRefused(
            "expected an SQLite database, which begins with 'SQLite format 3', found the bytes 504B0304",
            path => File.WriteAllBytes(path, [0x50, 0x4B, 3, 4]));

    [TestMethod]
    public void Open_CutShort_IsRefusedWithBothLengths() => AssertRefused("it is cut short: expected ", path =>
    {
        TileSetMaker.Make(path, TileSetMaker.Full(6, 64, 64));
        using FileStream file = File.OpenWrite(path);
        file.SetLength(file.Length - 4096);
    });

    [TestMethod]
    public void Open_JournalBeside_IsRefusedAsHalfWritten() => AssertRefused("it is half-written: ", path =>
    {
        TileSetMaker.Make(path, OneTile);
        File.WriteAllBytes(path + "-journal", [0xD9, 0xD5, 0x05, 0xF9]);
    });

    [TestMethod]
    public void Open_Damaged_IsRefusedInSqlitesWords() => AssertRefused("SQLite says '", path =>
    {
        TileSetMaker.Make(path, TileSetMaker.Full(6, 64, 64));
        using FileStream file = File.OpenWrite(path);
        file.Position = 4096;
        file.Write(Enumerable.Repeat((byte)0xAA, (int)file.Length - 4096).ToArray());
    });

    [TestMethod]
    public void Open_OtherDatabase_IsRefusedWithItsTables() =>
        AssertRefused(
            "expected a table or view 'tiles' with zoom_level, tile_column, tile_row and tile_data, found apples, pears",
            path => TileSetMaker.Run(path, "CREATE TABLE pears (a); CREATE TABLE apples (a)"));

    [TestMethod]
    public void Open_TilesWithoutAColumn_IsRefusedWithItsName() =>
        AssertRefused(
            "no such column: tile_row",
            path => TileSetMaker.Run(path, "CREATE TABLE tiles (zoom_level, tile_column, tile_data)"));

    [TestMethod]
    public void Open_NoTiles_IsRefused() => AssertRefused("it has no tiles", path => TileSetMaker.Make(path, []));

    [TestMethod]
    public void Open_GridThatIsNone_IsRefused() =>
        AssertRefused(
            "its metadata 'grid' is '80 by 32'; expected WIDTHxHEIGHT, such as 80x32",
            path => TileSetMaker.Make(path, OneTile, metadata: ("grid", "80 by 32")));

    [TestMethod]
    public void Open_ZoomLevelThatItHasNot_IsRefusedWithThoseThatItHas() =>
        AssertRefused(
            "it has no tiles of zoom level 4; it has those of 2, 3",
            path => TileSetMaker.Make(path, [.. OneTile, (3, 0, 0, "x")]),
            zoom: 4);

    [TestMethod]
    public void Open_ZoomLevelBeyondNumbers_IsRefused() =>
        AssertRefused("zoom level 31 is out of reach: expected 0 to 30", path => TileSetMaker.Make(path, [(31, 0, 0, "x")]));

    [TestMethod]
    [DataRow("""
        CREATE TABLE t (zoom_level, tile_column, tile_row, tile_data);
        CREATE VIEW tiles AS SELECT * FROM t;
        INSERT INTO t VALUES (2, 0, 0, 'x')
        """, DisplayName = "a view")]
    [DataRow("""
        CREATE TABLE tiles (id INTEGER PRIMARY KEY, zoom_level, tile_column, tile_row, tile_data) WITHOUT ROWID;
        INSERT INTO tiles VALUES (7, 2, 0, 0, 'x')
        """, DisplayName = "a table WITHOUT ROWID")]
    public void Open_LargeWithoutIndexOrRowids_IsRefusedWithTheCommandThatAddsAnIndex(string sql) =>
        AssertRefused("'CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_row DESC, tile_column)'", path =>
            TileSetMaker.Run(
                path,
                $"{sql}; CREATE TABLE padding (bytes BLOB); INSERT INTO padding VALUES (zeroblob({TileSetMaker.Large}))"));

    [TestMethod]
    public void Open_TextMapWithZoom_IsRefused() =>
        AssertRefused(
            "it is a text map, which has no zoom levels",
            path => File.WriteAllText(path, "ab\n", Encoding.ASCII),
            zoom: 1,
            name: "map.txt");

    private static void AssertRefused(string message, Func<string, IDisposable> make) =>
        AssertRefused(message, path => make(path).Dispose());

    private static void AssertRefused(string message, Action<string> make, int? zoom = null, string name = "map.mbtiles")
    {
        using var folder = new ScratchFolder();
        make(folder[name]);

        MapFormatException e = Assert.ThrowsExactly<MapFormatException>(() => MapFiles.Open(folder[name], zoom: zoom));

        StringAssert.Contains(e.Message, message, StringComparison.Ordinal);
    }
}
