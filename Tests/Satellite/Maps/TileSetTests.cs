using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>Tile sets, read from files that SQLite made: in memory where they are small, from disk where they are not.</summary>
[TestClass]
public sealed class TileSetTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(TileLayout.Table, 0)]
    [DataRow(TileLayout.RowIndex, 0)]
    [DataRow(TileLayout.NoIndex, 0)]
    [DataRow(TileLayout.View, 0)]
    [DataRow(TileLayout.Table, TileSetMaker.Large)]
    [DataRow(TileLayout.RowIndex, TileSetMaker.Large)]
    [DataRow(TileLayout.NoIndex, TileSetMaker.Large)]
    [DataRow(TileLayout.View, TileSetMaker.Large)]
    public async Task OpenArea_OfAnyLayout_GivesImagesThatThereAreTopRowFirst(object layout, int padding)
    {
        // Column 20 to 23 and some rows are empty, and there are many more cells than images.
        (int Zoom, int X, int Y, string Image)[] tiles =
        [
            .. from tile in TileSetMaker.Full(6, 40, 50, "image ")
               where tile.X is < 20 or > 23 && tile.Y % 7 != 3 && ((tile.X * 31) + (tile.Y * 17)) % 5 < 2
               select tile,
            (6, 63, 63, "last"),
            (5, 1, 1, "of another zoom level"),
        ];
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], tiles, (TileLayout)layout, padding);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        foreach ((int west, int south, int east, int north) in new[]
        {
            (0, 0, 63, 63),
            (3, 2, 30, 41),
            (20, 0, 23, 60),
            (5, 5, 5, 5),
            (0, 49, 63, 49),
            (40, 50, 63, 63),
        })
        {
            string[] expected =
            [
                .. from tile in tiles
                   where tile.Zoom == 6 && tile.X >= west && tile.X <= east && tile.Y >= south && tile.Y <= north
                   orderby tile.Y descending, tile.X
                   select $"{tile.X},{tile.Y}={tile.Image}",
            ];
            Assert.IsTrue(map.Grid.TryGetArea(west, south, east, north, out GridArea area, out _));

            List<string> images = await map.ReadAsync(area, TestContext.CancellationToken);

            CollectionAssert.AreEqual(expected, images, $"{west},{south} to {east},{north}");
        }

        Assert.AreEqual("63,63=last", await map.ReadAsync(63, 63, TestContext.CancellationToken));
        Assert.IsNull(await map.ReadAsync(21, 0, TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow(TileLayout.Table, DisplayName = "columns together")]
    [DataRow(TileLayout.RowIndex, DisplayName = "rows together")]
    [DataRow(TileLayout.NoIndex, DisplayName = "no index")]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task OpenArea_OfATrillionCells_TakesTheTimeOfItsImages(object layout)
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(
            folder["map.mbtiles"],
            [(20, 7, 9, "a"), (20, 1_000_000, 500_000, "b"), (20, 8, 1_048_575, "c"), (20, 9, 9, "d")],
            (TileLayout)layout,
            TileSetMaker.Large);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        List<string> images = await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken);

        CollectionAssert.AreEqual(new[] { "8,1048575=c", "1000000,500000=b", "7,9=a", "9,9=d" }, images);
    }

    [TestMethod]
    public async Task Open_LargeWithoutIndex_TakesTheFirstImageThatIsNotEmptyOfACell()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [
            (2, 1, 1, ""),
            (2, 1, 1, "first"),
            (2, 3, 3, "other"),
            (2, 1, 1, "second"),
            (2, 0, 0, ""),
            (2, 7, 0, "off the grid"),
            (0, 0, 0, "of another zoom level"),
        ], TileLayout.NoIndex, TileSetMaker.Large);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        CollectionAssert.AreEqual(new[] { "3,3=other", "1,1=first" }, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
        Assert.AreEqual("1,1=first", await map.ReadAsync(1, 1, TestContext.CancellationToken));
        Assert.IsNull(await map.ReadAsync(0, 0, TestContext.CancellationToken));
        CollectionAssert.AreEqual(new[] { 0, 2 }, map.Details.Zooms.ToArray());
    }

    [TestMethod]
    public async Task OpenArea_ChangedFileWithoutIndex_NeverGivesAnotherCellsImage()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(2, 0, 0, "a"), (2, 1, 0, "b"), (2, 2, 0, "c")], TileLayout.NoIndex, TileSetMaker.Large);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);
        TileSetMaker.Run(folder["map.mbtiles"], "UPDATE tiles SET tile_column = 3 - tile_column WHERE tile_column > 0");

        Assert.IsNull(await map.ReadAsync(1, 0, TestContext.CancellationToken));
        CollectionAssert.AreEqual(new[] { "0,0=a" }, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow(null, null, null, "8x8 WebMercator", DisplayName = "nothing said: the web's square")]
    [DataRow("EPSG:4326", null, null, "16x8 Geodetic -180,-90,180,90", DisplayName = "geodetic: two squares")]
    [DataRow("epsg:4326", "80x32", null, "80x32 Geodetic -180,-90,180,90", DisplayName = "a grid of its own: the world")]
    [DataRow("EPSG:4326", " 8 X 4 ", "10,20,30.5,40", "8x4 Geodetic 10,20,30.5,40", DisplayName = "a grid of its own: its bounds")]
    [DataRow("EPSG:3857", null, "10,20,30,40", "8x8 WebMercator", DisplayName = "bounds: where images are")]
    [DataRow(null, null, "berlin", "8x8 WebMercator", DisplayName = "bounds that are none")]
    public async Task Open_Metadata_SaysTheGridAndItsPlace(string? crs, string? grid, string? bounds, string expected)
    {
        using var folder = new ScratchFolder();
        (string Name, string? Value)[] metadata = [("crs", crs), ("grid", grid), ("bounds", bounds), ("minzoom", "many")];
        TileSetMaker.Make(
            folder["map.mbtiles"],
            [(3, 0, 0, "x"), (1, 0, 0, "y")],
            metadata: [.. metadata.Where(entry => entry.Value is not null).Select(entry => (entry.Name, entry.Value!))]);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        GeoGrid geography = map.Details.Geography!;

        StringAssert.StartsWith($"{map.Grid} {geography.Projection} {geography.Bounds}", expected, StringComparison.Ordinal);
        Assert.AreEqual(GeoBounds.TryParse(bounds, out GeoBounds said) ? said : null, map.Details.Bounds);
        Assert.AreEqual(3, map.Details.Zoom);
        CollectionAssert.AreEqual(new[] { 1, 3 }, map.Details.Zooms.ToArray());
    }

    [TestMethod]
    [DataRow("jpg", "x", "image/jpeg")]
    [DataRow("PNG", "x", "image/png")]
    [DataRow("image/tiff", "x", "image/tiff")]
    [DataRow(null, "RIFF1234WEBPVP8", "image/webp", DisplayName = "told from the images")]
    [DataRow("gif?", "x", "application/octet-stream")]
    public async Task Open_Format_IsAMediaType(string? format, string image, string expected)
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map"], [(0, 0, 0, image)], metadata: format is null ? [] : [("format", format)]);
        await using IMapSource map = MapFiles.Open(folder["map"]);

        Assert.AreEqual(expected, map.ContentType);
    }

    [TestMethod]
    public async Task Open_ZoomChosen_ServesThatLevel()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(3, 0, 0, "high"), (1, 1, 0, "low")]);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"], zoom: 1);

        Assert.AreEqual(new Grid(2, 2), map.Grid);
        CollectionAssert.AreEqual(new[] { "1,0=low" }, await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Open_WithoutMetadata_IsServed()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], [(0, 0, 0, "x")]);
        TileSetMaker.Run(folder["map.mbtiles"], "DROP TABLE metadata");
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);

        Assert.AreEqual(("map", "", new Grid(1, 1)), (map.Name, map.Details.Title, map.Grid));
    }

    [TestMethod]
    public async Task OpenArea_ManyAtOnceFromDisk_AllGetTheirImages()
    {
        using var folder = new ScratchFolder();
        TileSetMaker.Make(folder["map.mbtiles"], TileSetMaker.Full(6, 64, 64, new string('-', 200)), padding: TileSetMaker.Large);
        await using IMapSource map = MapFiles.Open(folder["map.mbtiles"]);
        List<string> expected = await map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken);

        List<string>[] all = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => Task.Run(() => map.ReadAsync(map.Grid.Whole, TestContext.CancellationToken))));

        Assert.HasCount(64 * 64, expected);
        foreach (List<string> images in all)
        {
            CollectionAssert.AreEqual(expected, images);
        }
    }
}
