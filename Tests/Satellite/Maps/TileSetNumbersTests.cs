using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>Tile sets whose zoom levels, columns and rows are not whole numbers to SQLite.</summary>
[TestClass]
public sealed class TileSetNumbersTests
{
    // Every cell of zoom level 4 and one of level 3, with 'x,y' as its image.
    private const string Cells = """
        WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 15)
        SELECT 4 AS z, x.n AS x, y.n AS y, CAST(x.n || ',' || y.n AS BLOB) AS i FROM n x, n y UNION ALL SELECT 3, 7, 7, CAST('low' AS BLOB)
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("TEXT", "TEXT", false)]
    [DataRow("TEXT", "TEXT", true)]
    [DataRow("VARCHAR(9)", "INTEGER", true)]
    [DataRow("", "TEXT", false, DisplayName = "text in columns of no type")]
    [DataRow("", "TEXT", true, DisplayName = "text in columns of no type, large")]
    [DataRow("", "REAL", false, DisplayName = "reals in columns of no type")]
    [DataRow("", "REAL", true, DisplayName = "reals in columns of no type, large")]
    [DataRow("REAL", "TEXT", true)]
    [DataRow("NUMERIC", "TEXT", true)]
    public async Task OpenArea_OfNumbersOfAnyType_GivesAllTopRowFirst(string column, string value, bool isLarge)
    {
        foreach (string index in (string[])["", "CREATE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);"])
        {
            using var folder = new ScratchFolder();
            string path = Make(folder, column, value, index, isLarge);
            await using IMapSource map = MapFiles.Open(path);

            string[] expected =
            [
                .. from y in Enumerable.Range(0, 16)
                   from x in Enumerable.Range(0, 16)
                   select $"{x},{15 - y}={x},{15 - y}",
            ];
            CollectionAssert.AreEqual(expected, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
            for (int x = 0; x < 16; x++)
            {
                Assert.IsTrue(map.Grid.TryGetCell(x, 9, out Cell cell, out _));
                Assert.AreEqual(cell, (await map.GetImageAsync(cell, TestContext.CancellationToken))?.Cell);
            }

            CollectionAssert.AreEqual(new[] { 3, 4 }, map.Details.Zooms.ToArray());
        }
    }

    [TestMethod]
    [DataRow("TEXT", "TEXT")]
    [DataRow("", "TEXT")]
    [DataRow("INTEGER", "INTEGER")]
    public async Task Open_ValuesThatAreNoNumbers_AreSkipped(string column, string value)
    {
        using var folder = new ScratchFolder();
        string path = Make(folder, column, value, "", isLarge: false);
        TileSetMaker.Run(path, """
            DELETE FROM tiles WHERE tile_column <> 0 AND tile_column <> '0';
            INSERT INTO tiles VALUES (4, 'abc', 'x', x'41'), (4, NULL, 3, x'41'), ('high', 1, 1, x'41'), (4, 1, NULL, x'41');
            """);
        await using IMapSource map = MapFiles.Open(path);

        CollectionAssert.AreEqual(
            Enumerable.Range(0, 16).Select(y => $"0,{15 - y}=0,{15 - y}").ToArray(),
            await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Open_ZoomLevelsAsText_HighestIsThatOfTheNumber()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Run(folder["map.mbtiles"], """
            CREATE TABLE tiles (zoom_level TEXT, tile_column TEXT, tile_row TEXT, tile_data BLOB);
            INSERT INTO tiles VALUES ('9', '1', '1', x'41'), ('10', '1', '1', x'42');
            """);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        CollectionAssert.AreEqual(new[] { "1,1=B" }, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
        CollectionAssert.AreEqual(new[] { 9, 10 }, map.Details.Zooms.ToArray());
    }

    [TestMethod]
    public async Task Open_NumbersAsTextForWriting_IsReadOnlyAndSaysWhy()
    {
        using var folder = new ScratchFolder();
        await using IMapSource map = MapFiles.Open(Make(folder, "TEXT", "TEXT", "", isLarge: false), isWritable: true);

        Assert.IsNull(map.Writable);
        StringAssert.Contains(map.ReadOnlyBecause, "keeps zoom levels, columns or rows as text", StringComparison.Ordinal);
    }

    private static string Make(ScratchFolder folder, string column, string value, string index, bool isLarge)
    {
        string path = folder["map.mbtiles"];
        TileSetMaker.Run(path, $"""
            CREATE TABLE tiles (zoom_level {column}, tile_column {column}, tile_row {column}, tile_data BLOB);
            INSERT INTO tiles SELECT CAST(z AS {value}), CAST(x AS {value}), CAST(y AS {value}), i FROM ({Cells});
            {index}
            """ + (isLarge ? $"CREATE TABLE padding (bytes BLOB); INSERT INTO padding VALUES (zeroblob({TileSetMaker.Large}))" : ""));
        return path;
    }
}
