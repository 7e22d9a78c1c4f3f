using System.Text;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Images that are stored in PostgreSQL, and who hears of them. Two maps opened apart stand for two Hosts.</summary>
[TestClass]
public sealed class PostgresStoreTests
{
    private static PostgresServer _server = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await SharedPostgres.GetAsync(context);

    [TestMethod]
    public async Task StoreAsync_Images_AreReadAtOnceThroughTheOtherHost()
    {
        (PostgresMap one, PostgresMap two) = await OpenTwoAsync("#create=20x10,png");

        long version = await one.StoreAsync(
            [ImageAt(one, 3, 4, "a"), ImageAt(one, 19, 9, "b"), ImageAt(one, 3, 4, "c")],
            TestContext.CancellationToken);

        Assert.IsGreaterThan(0, version);
        CollectionAssert.AreEqual(new[] { "19,9=b", "3,4=c" }, await two.ReadAsync(two.Grid.Whole, TestContext.CancellationToken));
        Assert.AreEqual("3,4=c", await two.ReadAsync(3, 4, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task StoreAsync_ImagesThatAreThere_ChangeNothing()
    {
        (PostgresMap map, _) = await OpenTwoAsync("#create=20x10,png");
        long first = await map.StoreAsync([ImageAt(map, 1, 1, "a"), ImageAt(map, 2, 1, "b")], TestContext.CancellationToken);

        long again = await map.StoreAsync([ImageAt(map, 1, 1, "a"), ImageAt(map, 2, 1, "b")], TestContext.CancellationToken);
        long partly = await map.StoreAsync([ImageAt(map, 1, 1, "a"), ImageAt(map, 2, 1, "c")], TestContext.CancellationToken);

        Assert.AreEqual(first, again);
        Assert.IsGreaterThan(first, partly);
        CollectionAssert.AreEqual(new[] { $"{partly}: 2,1=c" }, await ChangesAsync(map, map.Grid.Whole, first));
    }

    [TestMethod]
    public async Task StoreAsync_VersionBeyondTheClock_GoesOnFromIt()
    {
        (PostgresMap map, PostgresMap other) = await OpenTwoAsync("#create=20x10,png");
        long far = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds() * 1000;
        await _server.ExecuteAsync(other.Database.Address.Server, $"UPDATE satellite.maps SET version = {far}");

        Assert.AreEqual(far + 1, await map.StoreAsync([ImageAt(map, 1, 1, "a")], TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task StoreAsync_NoImagesOrGivenUp_StoresNothing()
    {
        (PostgresMap map, _) = await OpenTwoAsync("#create=20x10,png");
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await map.StoreAsync([ImageAt(map, 1, 1, "a")], givenUp.Token));

        Assert.AreEqual(0, await map.StoreAsync([], TestContext.CancellationToken));
        Assert.IsNull(await map.ReadAsync(1, 1, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task StoreAsync_DatabaseThatRefuses_FailsWithItsWordsForTheLogAlone()
    {
        (PostgresMap map, _) = await OpenTwoAsync("#create=20x10,png");
        await _server.ExecuteAsync(map.Database.Address.Server, "ALTER TABLE satellite.tiles ADD CHECK (x < 10)");

        MapWriteException e = await Assert.ThrowsExactlyAsync<MapWriteException>(
            async () => await map.StoreAsync([ImageAt(map, 1, 1, "a"), ImageAt(map, 10, 1, "b")], TestContext.CancellationToken));

        Assert.AreEqual("its database refuses to; the server's log says why", e.Message);
        StringAssert.Contains(e.InnerException?.Message, "violates check constraint", StringComparison.Ordinal);
        Assert.IsNull(await map.ReadAsync(1, 1, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task PutImages_MapThatIsGone_IsUnavailableInTheWordsOfTheRequest()
    {
        string address = await _server.CreateDatabaseAsync("#create=20x10,png");
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", "gone=" + address);
        await _server.ExecuteAsync(address[..address.IndexOf('#', StringComparison.Ordinal)], "DELETE FROM satellite.maps");
        host.Process.ExpectWarning("images could not be stored in map=gone");

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], TestContext.CancellationToken));

        Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
        Assert.AreEqual("images could not be stored in map 'gone': its database has no such map any more", e.Status.Detail);
    }

    [TestMethod]
    public async Task ReadChanges_OfAnArea_AreTheLatestOfItInOrder()
    {
        (PostgresMap map, _) = await OpenTwoAsync("#create=20x10,png");
        long first = await map.StoreAsync(
            [ImageAt(map, 1, 1, "a"), ImageAt(map, 2, 2, "b"), ImageAt(map, 15, 2, "c")],
            TestContext.CancellationToken);
        long second = await map.StoreAsync([ImageAt(map, 2, 2, "B")], TestContext.CancellationToken);
        Assert.IsTrue(map.Grid.TryGetArea(0, 0, 9, 9, out GridArea area, out _));

        CollectionAssert.AreEqual(new[] { $"{first}: 1,1=a", $"{second}: 2,2=B" }, await ChangesAsync(map, area, 0));
        CollectionAssert.AreEqual(new[] { $"{second}: 2,2=B" }, await ChangesAsync(map, area, first));
        Assert.HasCount(0, await ChangesAsync(map, area, second));
    }

    [TestMethod]
    public async Task ReadChanges_MoreThanAPage_HasEachOnce()
    {
        (PostgresMap map, _) = await OpenTwoAsync("#create=100x100,png");
        await map.StoreAsync(
            [.. Enumerable.Range(0, 5000).Select(i => ImageAt(map, i % 100, i / 100, "first"))],
            TestContext.CancellationToken);
        await map.StoreAsync(
            [.. Enumerable.Range(0, 5000).Select(i => ImageAt(map, i % 100, 50 + (i / 100), "second"))],
            TestContext.CancellationToken);

        List<string> changes = await ChangesAsync(map, map.Grid.Whole, 0);

        Assert.AreEqual((10_000, 10_000), (changes.Count, changes.Distinct().Count()));
        Assert.IsTrue(changes.Take(5000).All(change => change.EndsWith("first", StringComparison.Ordinal)));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task StoreAsync_ThroughTwoHostsAtOnce_IsHeardOfInTheOrderOfCommits()
    {
        const int Writers = 8;
        const int Rounds = 40;
        (PostgresMap one, PostgresMap two) = await OpenTwoAsync($"#create={Rounds}x{Writers},png");
        await using var listening = new Listening(one, two);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        Task<List<string>> follower = FollowAsync(two, Writers * Rounds, stop.Token);

        long[][] versions = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            PostgresMap map = writer % 2 == 0 ? one : two;
            var mine = new long[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                mine[round] = await map.StoreAsync([ImageAt(map, round, writer, "x")], TestContext.CancellationToken);
            }

            return mine;
        }));
        List<string> heard = await follower;

        foreach (long[] mine in versions)
        {
            Assert.IsTrue(mine.Zip(mine.Skip(1)).All(pair => pair.First < pair.Second), "a writer's versions grow");
        }

        Assert.HasCount(Writers * Rounds, heard.Distinct().ToList(), "no change was skipped");
        long last = versions.Max(mine => mine[^1]);
        await listening.UntilAsync(last, TestContext.CancellationToken);
        Assert.AreEqual((last, last), (one.Changes.Version, two.Changes.Version));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Listener_ConnectionThatIsCut_HearsWhatWasMissed()
    {
        (PostgresMap one, PostgresMap two) = await OpenTwoAsync("#create=20x10,png");
        await using var listening = new Listening(two);
        await listening.UntilAsync(
            await one.StoreAsync([ImageAt(one, 1, 1, "a")], TestContext.CancellationToken),
            TestContext.CancellationToken);

        await _server.ExecuteAsync(
            one.Database.Address.Server,
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT id, version%')
            """);
        long version = await one.StoreAsync([ImageAt(one, 2, 2, "b")], TestContext.CancellationToken);

        // Sooner than it asks by itself.
        await listening.UntilAsync(version, TestContext.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(8), TestContext.CancellationToken);
        Assert.AreEqual(version, two.Changes.Version);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Listener_ImagesThatNobodyNotifiedOf_AreFoundInTheEnd()
    {
        (PostgresMap one, PostgresMap two) = await OpenTwoAsync("#create=20x10,png");
        await using var listening = new Listening(two);
        await listening.UntilAsync(
            await one.StoreAsync([ImageAt(one, 1, 1, "a")], TestContext.CancellationToken),
            TestContext.CancellationToken);

        await _server.ExecuteAsync(
            one.Database.Address.Server,
            """
            UPDATE satellite.maps SET version = version + 1;
            UPDATE satellite.tiles SET image = 'z', version = (SELECT version FROM satellite.maps)
            """);
        await listening.UntilAsync(
            (long)(await _server.QueryAsync(one.Database.Address.Server, "SELECT version FROM satellite.maps"))!,
            TestContext.CancellationToken);

        Assert.AreEqual("1,1=z", await two.ReadAsync(1, 1, TestContext.CancellationToken));
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Listener_OfAReplica_HearsOfWhatItHasCopied()
    {
        string address = await _server.CreateDatabaseAsync("#create=20x10,png");
        PostgresMap map = await OpenAsync(address);
        await using PostgresServer replica = await _server.StartReplicaAsync();
        PostgresMap copy = await OpenAsync(replica.AddressOf(address));
        await using var listening = new Listening(copy);

        await listening.UntilAsync(
            await map.StoreAsync([ImageAt(map, 1, 1, "a")], TestContext.CancellationToken),
            TestContext.CancellationToken);
        await listening.UntilAsync(
            await map.StoreAsync([ImageAt(map, 2, 2, "b")], TestContext.CancellationToken),
            TestContext.CancellationToken);

        CollectionAssert.AreEqual(new[] { "2,2=b", "1,1=a" }, await copy.ReadAsync(copy.Grid.Whole, TestContext.CancellationToken));
        await Assert.ThrowsExactlyAsync<MapWriteException>(
            async () => await copy.StoreAsync([ImageAt(copy, 1, 1, "c")], TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Dispose_OneMapOfADatabase_LeavesTheOthersServed()
    {
        MapOption option = MapOption.ParseList(await _server.CreateDatabaseAsync("#create=20x10,png"))[0];
        await using PostgresDatabase database = await PostgresDatabase.OpenAsync(option.Database!);
        PostgresMap one = await database.OpenMapAsync("one", option.Database!, option.New);
        PostgresMap two = await database.OpenMapAsync("two", option.Database!, option.New);

        await one.DisposeAsync();
        await two.StoreAsync([ImageAt(two, 3, 4, "a")], TestContext.CancellationToken);

        Assert.AreEqual("3,4=a", await two.ReadAsync(3, 4, TestContext.CancellationToken));
    }

    private static async Task<(PostgresMap One, PostgresMap Two)> OpenTwoAsync(string map)
    {
        string address = await _server.CreateDatabaseAsync(map);
        return (await OpenAsync(address), await OpenAsync(address));
    }

    private static async Task<PostgresMap> OpenAsync(string text)
    {
        MapOption option = MapOption.ParseList(text)[0];
        PostgresDatabase database = await PostgresDatabase.OpenAsync(option.Database!);
        return await database.OpenMapAsync("map", option.Database!, option.New);
    }

    private static CellImage ImageAt(PostgresMap map, int x, int y, string text)
    {
        Assert.IsTrue(map.Grid.TryGetCell(x, y, out Cell cell, out _));
        return new CellImage(cell, Encoding.ASCII.GetBytes(text));
    }

    private async Task<List<string>> ChangesAsync(PostgresMap map, GridArea area, long since)
    {
        var changes = new List<string>();
        await foreach (MapChange change in (await map.ReadChangesAsync(area, since, TestContext.CancellationToken))!)
        {
            changes.Add(Text(change));
        }

        return changes;
    }

    // As a listener does: reads on from the last version that it has seen, all the time.
    private static async Task<List<string>> FollowAsync(PostgresMap map, int count, CancellationToken cancellationToken)
    {
        var heard = new List<string>();
        long version = 0;
        while (heard.Count < count)
        {
            await foreach (MapChange change in (await map.ReadChangesAsync(map.Grid.Whole, version, cancellationToken))!)
            {
                heard.Add($"{change.Image.Cell.X},{change.Image.Cell.Y}");
                version = change.Version;
            }
        }

        return heard;
    }

    private static string Text(MapChange change) =>
        $"{change.Version}: {change.Image.Cell.X},{change.Image.Cell.Y}={Encoding.ASCII.GetString(change.Image.Bytes.Span)}";

    /// <summary>The listeners of Hosts.</summary>
    private sealed class Listening : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly PostgresMap[] _maps;
        private readonly Task _running;

        public Listening(params PostgresMap[] maps)
        {
            _maps = maps;
            _running = Task.WhenAll(
                maps.Select(map => new DatabaseListener(map.Database, NullLogger.Instance, TimeProvider.System).RunAsync(_stop.Token)));
        }

        /// <summary>Waits until all have published a version.</summary>
        public async Task UntilAsync(long version, CancellationToken cancellationToken)
        {
            foreach (PostgresMap map in _maps)
            {
                using ChangeCursor cursor = map.Changes.Watch();
                while (map.Changes.Version < version)
                {
                    while (cursor.TryRead(map.Grid.Whole, out _))
                    {
                    }

                    await Task.WhenAny(cursor.WaitAsync().AsTask(), _running).WaitAsync(cancellationToken);
                    Assert.IsFalse(_running.IsCompleted, "a listener ended");
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
            foreach (PostgresMap map in _maps)
            {
                await map.Database.DisposeAsync();
            }
        }
    }
}
