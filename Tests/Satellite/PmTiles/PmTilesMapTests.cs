using CodeFirstSatellite.Maps;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.PmTiles;

/// <summary>PMTiles archives of every layout, as maps: each cell has the image that the witness put there.</summary>
[TestClass]
public sealed class PmTilesMapTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string File => _folder["map.pmtiles"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("", DisplayName = "a root directory alone")]
    [DataRow("\"leaf\": 7", DisplayName = "leaf directories")]
    [DataRow("\"leaf\": 12, \"levels\": 2", DisplayName = "leaf directories of leaf directories")]
    [DataRow("\"leaf\": 50, \"clustered\": false", DisplayName = "images in another order")]
    [DataRow("\"internal\": \"none\"", DisplayName = "directories as they are")]
    [DataRow("\"tile\": \"gzip\"", DisplayName = "tiles in gzip")]
    [DataRow("\"tile\": \"unknown\", \"type\": 3", DisplayName = "no word of compression")]
    public async Task Open_LayoutThatTheSpecificationAllows_HasEveryImageAtItsCell(string layout)
    {
        PmTilesWitness.Require(TestContext);

        // A third of the cells have none, and half of the others have one of two images.
        Tile[] tiles =
        [
            .. from column in Enumerable.Range(0, 32)
               from row in Enumerable.Range(0, 32)
               where (column + (row * row)) % 3 != 0
               select new Tile(5, column, row, row % 2 == 0 ? $"sea {column / 16}" : $"land {column},{row}"),
        ];
        await PmTilesWitness.MakeAsync(File, [.. tiles, new Tile(2, 1, 1, "coarse")], layout);
        await using IMapSource map = MapFiles.Open(File);

        Assert.AreEqual(new Grid(32, 32), map.Grid);
        foreach ((int west, int south, int east, int north) in new[] { (0, 0, 31, 31), (3, 2, 3, 30), (1, 9, 30, 9), (13, 5, 22, 29) })
        {
            Assert.IsTrue(map.Grid.TryGetArea(west, south, east, north, out GridArea area, out _));
            CollectionAssert.AreEqual(InStreamOrder(tiles, area), await map.ReadAsync(area, Token));
        }

        foreach (Tile tile in tiles)
        {
            Assert.AreEqual(tile.OnMap, await map.ReadAsync(tile.Column, 31 - tile.Row, Token));
        }

        Assert.IsNull(await map.ReadAsync(0, 31, Token));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Open_DirectoriesInBrotli_AreRead()
    {
        PmTilesWitness.Require(TestContext);
        Requirement.Check(TestContext, "Brotli", Requirement.Program("node", "nodejs"));
        Tile[] tiles = [.. Enumerable.Range(0, 64).Select(i => new Tile(6, i, 63 - i, $"{i}"))];
        await PmTilesWitness.MakeAsync(File, tiles, "\"internal\": \"brotli\", \"leaf\": 9, \"metadata\": { \"name\": \"packed\" }");
        await using IMapSource map = MapFiles.Open(File);

        Assert.AreEqual("packed", map.Details.Title);
        CollectionAssert.AreEqual(InStreamOrder(tiles, map.Grid.Whole), await map.ReadAsync(map.Grid.Whole, Token));
    }

    /// <summary>A billion billion cells with some thousand images: whoever looked at each cell would not come to an end.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(20)]
    [DataRow(30)]
    public async Task OpenArea_OfAHugeSparseMap_FindsAllImagesInOrder(int zoom)
    {
        PmTilesWitness.Require(TestContext);
        int last = (1 << zoom) - 1;
        var random = new Random(zoom);
        var tiles = new Dictionary<(int, int), Tile>();
        foreach ((int column, int row) in new[] { (0, 0), (last, 0), (0, last), (last, last) })
        {
            Put(column, row);
        }

        for (int city = 0; city < 20; city++)
        {
            (int column, int row) = (random.Next(last - 20), random.Next(last - 20));
            for (int i = 0; i < 400; i++)
            {
                Put(column + (i % 20), row + (i / 20));
            }
        }

        for (int i = 0; i < 500; i++)
        {
            Put(random.Next(last), random.Next(last));
        }

        await PmTilesWitness.MakeAsync(File, tiles.Values, "\"leaf\": 100");
        await using IMapSource map = MapFiles.Open(File);

        CollectionAssert.AreEqual(InStreamOrder(tiles.Values, map.Grid.Whole), await map.ReadAsync(map.Grid.Whole, Token));

        void Put(int column, int row) => tiles[(column, row)] = new Tile(zoom, column, row, $"{column},{row}");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task OpenArea_OfARowLongerThanASearch_HasTheWholeRow()
    {
        PmTilesWitness.Require(TestContext);

        // Zoom level 15 is one run of one image; the row below has an image of its own in each cell.
        const long First = ((1L << 30) - 1) / 3;
        await PmTilesWitness.MakeAsync(File, [], $"\"runs\": [[{First}, {1L << 30}, \"sea\"]]");
        await using IMapSource map = MapFiles.Open(File);
        Assert.IsTrue(map.Grid.TryGetArea(0, 20_000, 32_767, 20_001, out GridArea area, out _));

        List<string> images = await map.ReadAsync(area, Token);

        CollectionAssert.AreEqual(
            (from y in (int[])[20_001, 20_000] from x in Enumerable.Range(0, 32_768) select $"{x},{y}=sea").ToArray(), images);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task OpenArea_OfARunOverZoomLevels_EndsWhereTheyDo()
    {
        PmTilesWitness.Require(TestContext);

        // From the third tile of level 1 to the second of level 2.
        await PmTilesWitness.MakeAsync(File, [], "\"runs\": [[3, 4, \"a\"]]");
        await using IMapSource map = MapFiles.Open(File);

        CollectionAssert.AreEqual(new[] { 1, 2 }, map.Details.Zooms.ToArray());
        CollectionAssert.AreEqual(new[] { "0,3=a", "1,3=a" }, (await map.ReadAsync(map.Grid.Whole, Token)).Order().ToArray());
        CollectionAssert.AreEqual(
            new[] { "1,0=a", "1,1=a" }, (await map.At(1)!.ReadAsync(map.At(1)!.Grid.Whole, Token)).Order().ToArray());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task At_EveryZoomLevelOfTheFile_IsAMapOfTheSamePlace()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(
            File,
            [new(0, 0, 0, "world"), new(2, 3, 0, "north-east"), new(4, 0, 15, "south-west")],
            "\"metadata\": { \"name\": \"levels\", \"attribution\": \"us\" }");
        await using IMapSource map = MapFiles.Open(File, zoom: 2);

        CollectionAssert.AreEqual(new[] { 0, 2, 4 }, map.Details.Zooms.ToArray());
        Assert.AreSame(map, map.At(2));
        Assert.IsNull(map.At(1));
        Assert.IsNull(map.At(5));
        CollectionAssert.AreEqual(
            new[] { "0 1x1 0,0=world", "2 4x4 3,3=north-east", "4 16x16 0,0=south-west" },
            await Task.WhenAll(map.Details.Zooms.Select(async zoom =>
            {
                IMapSource level = map.At(zoom)!;
                string image = Assert.ContainsSingle(await level.ReadAsync(level.Grid.Whole, Token));
                return $"{level.Details.Zoom} {level.Grid} {image}";
            })));
        IMapSource coarse = map.At(0)!;
        Assert.AreEqual(
            ("levels", "us", map.Name, map.ContentType),
            (coarse.Details.Title, coarse.Details.Attribution, coarse.Name, coarse.ContentType));
        Assert.AreSame(map, coarse.At(2));
        Assert.AreEqual(map.Details.Geography!.Bounds, coarse.Details.Geography!.Bounds);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task LookForNewFile_Replaced_IsTakenByEveryZoomLevel()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(File, [new(1, 0, 0, "old 1"), .. Full(6, "old")], "\"leaf\": 64");
        await using IMapSource map = MapFiles.Open(File);
        IMapSource view = map.At(1)!;
        await using IAreaReader reader = map.OpenArea(map.Grid.Whole);
        Assert.IsTrue(await reader.WaitToReadAsync(Token));

        await PmTilesWitness.MakeAsync(_folder["new"], [new(3, 0, 0, "new 3"), new(6, 9, 9, "new 6")]);
        System.IO.File.Move(_folder["new"], File, overwrite: true);
        Replacement found = map.Replaceable!.LookForNewFile();
        Replacement again = map.Replaceable!.LookForNewFile();

        int old = 0;
        do
        {
            while (reader.TryRead(out CellImage image))
            {
                Assert.StartsWith("old", System.Text.Encoding.ASCII.GetString(image.Bytes.Span));
                old++;
            }
        }
        while (await reader.WaitToReadAsync(Token));
        Assert.AreEqual((ReplacementKind.Taken, ReplacementKind.None, 4096), (found.Kind, again.Kind, old));
        CollectionAssert.AreEqual(new[] { "9,54=new 6" }, await map.ReadAsync(map.Grid.Whole, Token));
        CollectionAssert.AreEqual(new[] { 3, 6 }, map.Details.Zooms.ToArray());
        CollectionAssert.AreEqual(new[] { "0,7=new 3" }, await map.At(3)!.ReadAsync(map.At(3)!.Grid.Whole, Token));

        // Who still has a level that there is no more has that of the old file.
        Assert.IsNull(map.At(1));
        CollectionAssert.AreEqual(new[] { "0,1=old 1" }, await view.ReadAsync(view.Grid.Whole, Token));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task LookForNewFile_ReplacedByABadOne_KeepsTheOldAndSaysWhyOnce()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(File, Full(2, "old"));
        await using IMapSource map = MapFiles.Open(File);

        await PmTilesWitness.MakeAsync(_folder["bad"], Full(2, "new"), "\"type\": 1");
        System.IO.File.Move(_folder["bad"], File, overwrite: true);
        Replacement bad = map.Replaceable!.LookForNewFile();
        Replacement again = map.Replaceable!.LookForNewFile();
        System.IO.File.Delete(File);
        Replacement gone = map.Replaceable!.LookForNewFile();
        List<string> images = await map.ReadAsync(map.Grid.Whole, Token);
        await PmTilesWitness.MakeAsync(File, Full(1, "new"));
        Replacement good = map.Replaceable!.LookForNewFile();

        Assert.AreEqual(
            (ReplacementKind.Refused, ReplacementKind.None, ReplacementKind.Refused, ReplacementKind.Taken),
            (bad.Kind, again.Kind, gone.Kind, good.Kind));
        StringAssert.Contains(bad.Reason, "it is a PMTiles of vector tiles", StringComparison.Ordinal);
        CollectionAssert.AreEqual(InStreamOrder(Full(2, "old"), new Grid(4, 4).Whole), images);
        Assert.AreEqual(new Grid(2, 2), map.Grid);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task OpenArea_OfManyWhileTheFileIsReplaced_IsOfOneFile()
    {
        PmTilesWitness.Require(TestContext);
        await PmTilesWitness.MakeAsync(_folder["a"], Full(6, "a"), "\"leaf\": 32");
        await PmTilesWitness.MakeAsync(_folder["b"], Full(5, "b"), "\"leaf\": 32");
        System.IO.File.Copy(_folder["a"], File);
        await using IMapSource map = MapFiles.Open(File);
        using var replaced = new CancellationTokenSource();

        Task<int>[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(map, replaced.Token), Token))];
        for (int round = 0; round < 20; round++)
        {
            System.IO.File.Copy(_folder[round % 2 == 0 ? "b" : "a"], _folder["next"]);
            System.IO.File.Move(_folder["next"], File, overwrite: true);
            Assert.AreEqual(ReplacementKind.Taken, map.Replaceable!.LookForNewFile().Kind);
            await map.ReadAsync(map.Grid.Whole, Token);
        }

        await replaced.CancelAsync();
        Assert.IsTrue((await Task.WhenAll(readers)).All(areas => areas > 0));
    }

    private async Task<int> ReadAsync(IMapSource map, CancellationToken ends)
    {
        for (int areas = 0; ; areas++)
        {
            if (ends.IsCancellationRequested && areas > 0)
            {
                return areas;
            }

            List<string> images = await map.ReadAsync(map.Grid.Whole, Token);

            // The grid may be that of the other file, whose north-eastern parts this one has not, or has more than that of.
            Assert.IsTrue(images.Count is 64 * 64 or 32 * 32, $"{images.Count} images");
            Assert.HasCount(1, images.Select(image => image.Split('=')[1][0]).Distinct().ToArray());
        }
    }

    /// <summary>Every tile of a zoom level, each with an image of its own.</summary>
    private static IEnumerable<Tile> Full(int zoom, string text) =>
        from column in Enumerable.Range(0, 1 << zoom)
        from row in Enumerable.Range(0, 1 << zoom)
        select new Tile(zoom, column, row, $"{text} {column},{row}");

    private static string[] InStreamOrder(IEnumerable<Tile> tiles, GridArea area) =>
    [
        .. tiles.OrderBy(tile => tile.Row).ThenBy(tile => tile.Column)
            .Where(tile => area.TryGetCell(tile.Column, (1 << tile.Zoom) - 1 - tile.Row, out _))
            .Select(tile => tile.OnMap),
    ];
}
