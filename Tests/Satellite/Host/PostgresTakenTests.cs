using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.CallTimes;

namespace Tests.Satellite.Host;

/// <summary>Images of maps in PostgreSQL whose senders say when they were taken.</summary>
[TestClass]
public sealed class PostgresTakenTests : TakenTests
{
    // Images that do not last until the next one's time.
    private const string Gaps = """
        SELECT count(*) FROM (
          SELECT until, lead(time) OVER (ORDER BY time) AS next FROM (
            SELECT until, coalesce(taken, version) AS time FROM satellite.older WHERE y = 0 AND x = 0
            UNION ALL SELECT NULL, coalesce(taken, version) FROM satellite.tiles WHERE y = 0 AND x = 0) AS all_of_them) AS pairs
        WHERE until <> next
        """;

    private static PostgresServer _server = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await SharedPostgres.GetAsync(context);

    [TestMethod]
    public async Task Images_StoredInAnyOrder_LastUntilTheNextOnesTime()
    {
        string map = await MakeMapAsync();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=30d");
        long begin = Now - (10 * Hour);
        foreach (int hour in (int[])[5, 2, 8, 3, 1, 7, 2, 8, 6])
        {
            await PutAsync(host, begin + (hour * Hour), $"image of hour {hour}");
        }

        Assert.AreEqual(0L, await _server.QueryAsync(map, Gaps));
        Assert.AreEqual(8L, await _server.QueryAsync(map, "SELECT count(*) + 1 FROM satellite.older"));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Image_TakenBeforeTheHistory_MovesItsBeginningForAllHostsAndNames()
    {
        string map = await MakeMapAsync();
        await using RunningHost one = await RunningHost.StartWritableAsync("--map", map + "#history=30d");
        await using RunningHost two = await RunningHost.StartWritableAsync("--map", $"first={map}", "--map", $"second={map}");
        long taken = Now - Day;
        await PutAsync(one, taken, "yesterday");
        long version = (await one.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "now")], Token)).Version;

        Assert.AreEqual("yesterday", await one.Satellite.ReadTextAsync(0, 0, At(taken)));
        foreach (string name in (string[])["first", "second"])
        {
            await Watching.HearAsync(two.Client, version, Sending.OnMap(name, Token));
            var then = new CallOptions(new Metadata { { "map", name }, { "at", Number(taken) } });
            Assert.AreEqual("yesterday", await two.Satellite.ReadTextAsync(0, 0, then));
        }
    }

    private protected override Task<string> MakeMapAsync() => _server.CreateSquareAsync();

    private protected override Task<string> NewMapAsync() => _server.CreateDatabaseAsync("#map=new#create=8x8,txt#crs=EPSG:4326");

    private protected override async Task<string> ReadOlderAsync(string map) =>
        $"{await _server.QueryAsync(map, "SELECT string_agg(convert_from(image, 'UTF8'), ' ') FROM satellite.older")}";

    private protected override string[] SecondAfterLongAgo(long second) => [$"0,0=second@{second}"];
}
