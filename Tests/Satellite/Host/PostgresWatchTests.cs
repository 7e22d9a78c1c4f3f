using System.Text;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Postgres;
using CodeFirstSatellite.Maps;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Watches of a map in PostgreSQL: who watches one Host sees what is stored through another, and goes on at a third.</summary>
[TestClass]
public sealed class PostgresWatchTests
{
    private static PostgresServer _server = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await SharedPostgres.GetAsync(context);

    [TestMethod]
    [Timeout(240_000, CooperativeCancellation = true)]
    public async Task Watch_OfImagesStoredThroughAnotherHost_HasThemAndGoesOnAtAThird()
    {
        string address = await _server.CreateDatabaseAsync("#create=20x10,png");
        MapOption option = MapOption.ParseList(address)[0];
        await using PostgresDatabase database = await PostgresDatabase.OpenAsync(option.Database!);
        PostgresMap other = await database.OpenMapAsync("map", option.Database!, option.New);
        await StoreAsync(other, 1, 1, "a");
        long since;
        await using (RunningHost host = await RunningHost.StartAsync("--map", $"map={address}"))
        {
            await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken);
            Assert.AreEqual("1,1=a", await watching.NextAsync());
            Assert.IsNull((await watching.NextMessageAsync()).Image);
            since = await StoreAsync(other, 2, 2, "b");
            Assert.AreEqual($"2,2=b@{since}", await watching.NextAsync());
        }

        long missed = await StoreAsync(other, 3, 3, "c");
        await using RunningHost third = await RunningHost.StartAsync("--map", $"map={address}");
        await using Watching again = Watching.Start(third.Client, TestContext.CancellationToken, since: since);
        Assert.AreEqual($"3,3=c@{missed}", await again.NextAsync());
        long live = await StoreAsync(other, 4, 4, "d");
        Assert.AreEqual($"4,4=d@{live}", await again.NextAsync());
    }

    [TestMethod]
    [Timeout(240_000, CooperativeCancellation = true)]
    public async Task Watch_SinceAVersionThatARestoreTookAway_BeginsWithTheArea()
    {
        string address = await _server.CreateDatabaseAsync("#create=20x10,png");
        MapOption option = MapOption.ParseList(address)[0];
        await using PostgresDatabase database = await PostgresDatabase.OpenAsync(option.Database!);
        PostgresMap map = await database.OpenMapAsync("map", option.Database!, option.New);
        long restored = await StoreAsync(map, 1, 1, "a");
        await using RunningHost host = await RunningHost.StartAsync("--map", $"map={address}");
        await using Watching watching = Watching.Start(host.Client, TestContext.CancellationToken, since: restored + 1);

        CollectionAssert.AreEqual(new[] { "1,1=a", $"@{restored}" }, await watching.TakeAsync(2));
        long live = await StoreAsync(map, 2, 2, "b");
        Assert.AreEqual($"2,2=b@{live}", await watching.NextAsync());
    }

    private async Task<long> StoreAsync(PostgresMap map, int x, int y, string text)
    {
        Assert.IsTrue(map.Grid.TryGetCell(x, y, out Cell cell, out _));
        return await map.StoreAsync([new CellImage(cell, Encoding.ASCII.GetBytes(text))], TestContext.CancellationToken);
    }
}
