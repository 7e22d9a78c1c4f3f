using System.Globalization;
using System.Text;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Maps;

/// <summary>What changed in a set that images are stored in.</summary>
[TestClass]
public sealed class TileArchiveTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Path => _folder["map.mbtiles"];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task ReadChanges_SinceAVersion_AreTheLatestOfEachCellOldestFirst()
    {
        await using IAsyncDisposable closing = Open(out IWritableMap map, out IWatchableMap watched);
        long start = watched.Changes.Version;
        long first = await StoreAsync(map, (0, 0, "a"), (5, 5, "a"), (1, 0, "a"));
        long second = await StoreAsync(map, (0, 0, "b"), (2, 0, "b"));

        CollectionAssert.AreEqual(
            new[] { $"{first} 1,0=a", $"{first} 5,5=a", $"{second} 0,0=b", $"{second} 2,0=b" },
            await ChangesAsync(watched, map.Grid.Whole, start));
        CollectionAssert.AreEqual(new[] { $"{second} 0,0=b", $"{second} 2,0=b" }, await ChangesAsync(watched, map.Grid.Whole, first));
        CollectionAssert.AreEqual(Array.Empty<string>(), await ChangesAsync(watched, map.Grid.Whole, second));
        Assert.IsTrue(map.Grid.TryGetArea(1, 0, 2, 1, out GridArea part, out _));
        CollectionAssert.AreEqual(new[] { $"{first} 1,0=a", $"{second} 2,0=b" }, await ChangesAsync(watched, part, start));
    }

    [TestMethod]
    public async Task ReadChanges_MoreThanABatch_AreAllThere()
    {
        await using IAsyncDisposable closing = Open(out IWritableMap map, out IWatchableMap watched);
        long start = watched.Changes.Version;
        string large = new('x', 40_000);
        await StoreAsync(map, [.. from x in Enumerable.Range(0, 8) from y in Enumerable.Range(0, 8) select (x, y, $"{x},{y}{large}")]);

        List<string> changes = await ChangesAsync(watched, map.Grid.Whole, start);

        CollectionAssert.AreEqual(
            (from x in Enumerable.Range(0, 8) from y in Enumerable.Range(0, 8) select $"{x},{y}={x},{y}{large}").ToArray(),
            changes.Select(change => change.Split(' ')[1]).ToArray());
    }

    [TestMethod]
    public async Task ReadChanges_SinceWhatTheFileDoesNotKnow_IsNull()
    {
        long start;
        long last;
        await using (Open(out IWritableMap map, out IWatchableMap watched))
        {
            start = watched.Changes.Version;
            last = await StoreAsync(map, (0, 0, "a"));
            Assert.IsNull(await watched.ReadChangesAsync(map.Grid.Whole, start - 1, Token));
            Assert.IsNull(await watched.ReadChangesAsync(map.Grid.Whole, last + 1, Token));
        }

        // Closed and opened again it still knows.
        await using IAsyncDisposable closing = Open(out IWritableMap again, out IWatchableMap watchedAgain, isThere: true);
        Assert.AreEqual(last, watchedAgain.Changes.Version);
        CollectionAssert.AreEqual(new[] { $"{last} 0,0=a" }, await ChangesAsync(watchedAgain, again.Grid.Whole, start));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task ReadChanges_OfAFileThatTookTheName_KnowsNothingOfBefore()
    {
        await using IAsyncDisposable closing = Open(out IWritableMap map, out IWatchableMap watched);
        long last = await StoreAsync(map, (0, 0, "a"));
        TileSetMaker.Make(_folder["next.mbtiles"], TileSetMaker.Full(3, 8, 8));
        File.Move(_folder["next.mbtiles"], Path, overwrite: true);

        Assert.AreEqual(ReplacementKind.Taken, ((IReplaceable)map).LookForNewFile().Kind);

        long replaced = watched.Changes.Version;
        Assert.IsGreaterThan(last, replaced);
        Assert.IsNull(await watched.ReadChangesAsync(map.Grid.Whole, last, Token));
        long next = await StoreAsync(map, (0, 0, "b"));
        CollectionAssert.AreEqual(new[] { $"{next} 0,0=b" }, await ChangesAsync(watched, map.Grid.Whole, replaced));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task ReadChanges_OfAFileThatIsReplacedBeforeTheyAreRead_SaysSo()
    {
        await using IAsyncDisposable closing = Open(out IWritableMap map, out IWatchableMap watched);
        long start = watched.Changes.Version;
        await StoreAsync(map, (0, 0, "a"));
        IAsyncEnumerable<MapChange> changes = (await watched.ReadChangesAsync(map.Grid.Whole, start, Token))!;
        TileSetMaker.Make(_folder["next.mbtiles"], TileSetMaker.Full(3, 8, 8));
        File.Move(_folder["next.mbtiles"], Path, overwrite: true);
        Assert.AreEqual(ReplacementKind.Taken, ((IReplaceable)map).LookForNewFile().Kind);

        await Assert.ThrowsExactlyAsync<MapReplacedException>(async () => await changes.CountAsync(Token));
    }

    [TestMethod]
    public async Task StoreAsync_ByManyAtOnce_StoresAllInFewTransactions()
    {
        await using IAsyncDisposable closing = Open(out IWritableMap map, out _);

        long[] versions = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => StoreAsync(map, (i % 8, i / 8, "many")))));

        Assert.IsLessThan(64, versions.Distinct().Count());
        Assert.AreEqual(
            "64",
            Assert.ContainsSingle(TileSetMaker.Read(Path, "SELECT count(*) FROM tiles WHERE CAST(tile_data AS TEXT) = 'many'")));
    }

    [TestMethod]
    public async Task StoreAsync_CancelledBefore_StoresNothing()
    {
        await using IAsyncDisposable closing = Open(out IWritableMap map, out _);
        Assert.IsTrue(map.Grid.TryGetCell(0, 0, out Cell cell, out _));

        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await map.StoreAsync([new CellImage(cell, "x"u8.ToArray())], new CancellationToken(canceled: true)));

        Assert.AreEqual("0,0=0,0", await map.ReadAsync(0, 0, Token));
    }

    private IAsyncDisposable Open(out IWritableMap map, out IWatchableMap watched, bool isThere = false)
    {
        if (!isThere)
        {
            TileSetMaker.Make(Path, TileSetMaker.Full(3, 8, 8));
        }

        map = (IWritableMap)MapFiles.Open(Path, isWritable: true);
        watched = (IWatchableMap)map;
        return map;
    }

    private async Task<long> StoreAsync(IWritableMap map, params (int X, int Y, string Text)[] images) =>
        await map.StoreAsync(
            [.. images.Select(image => new CellImage(CellOf(map, image.X, image.Y), Encoding.ASCII.GetBytes(image.Text)))],
            Token);

    private static Cell CellOf(IMapSource map, int x, int y)
    {
        Assert.IsTrue(map.Grid.TryGetCell(x, y, out Cell cell, out _));
        return cell;
    }

    private async Task<List<string>> ChangesAsync(IWatchableMap map, GridArea area, long since)
    {
        var changes = new List<string>();
        await foreach (MapChange change in (await map.ReadChangesAsync(area, since, Token))!)
        {
            changes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{change.Version} {change.Image.Cell.X},{change.Image.Cell.Y}={Encoding.ASCII.GetString(change.Image.Bytes.Span)}"));
        }

        return changes;
    }
}
