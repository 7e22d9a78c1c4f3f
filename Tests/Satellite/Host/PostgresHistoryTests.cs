using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;
using static Tests.Satellite.Harness.CallTimes;

namespace Tests.Satellite.Host;

/// <summary>Older images of maps in PostgreSQL.</summary>
[TestClass]
public sealed class PostgresHistoryTests : HistoryTests
{
    // As the Hosts of the first version stored images.
    private const string StoreAsBefore = """
        BEGIN;
        UPDATE satellite.maps SET version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
        INSERT INTO satellite.tiles (map, y, x, version, image) SELECT id, 0, 0, version, 'sql' FROM satellite.maps
          ON CONFLICT (map, y, x) DO UPDATE SET image = excluded.image, version = excluded.version;
        COMMIT
        """;

    private static PostgresServer _server = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await SharedPostgres.GetAsync(context);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Hosts_StoringInTurnOneWithOlderSettings_KeepAllImages()
    {
        string map = await MakeMapAsync();
        await using RunningHost one = await RunningHost.StartWritableAsync("--map", map + "#history=30d");
        await using RunningHost two = await RunningHost.StartWritableAsync("--map", map);
        var versions = new List<long>();
        for (int i = 0; i < 6; i++)
        {
            versions.Add(await PutAsync(i % 2 == 0 ? one : two, Sending.ImageOf(0, 0, $"a{i}")));
        }

        foreach (RunningHost host in (RunningHost[])[one, two])
        {
            for (int i = 0; i < 6; i++)
            {
                Assert.AreEqual($"a{i}", await host.Satellite.ReadTextAsync(0, 0, At(versions[i])));
            }
        }

        await using RunningHost shorter = await RunningHost.StartAsync("--map", map + "#history=1h");
        Assert.AreEqual("30 days", await _server.QueryAsync(map, "SELECT kept::text FROM satellite.maps"));
        Assert.AreEqual("a0", await shorter.Satellite.ReadTextAsync(0, 0, At(versions[0])));
    }

    [TestMethod]
    public async Task History_AfterARestart_IsThereAndGoesOnWithoutTheOption()
    {
        string map = await MakeMapAsync();
        long first, second, third;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=30d"))
        {
            first = await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
            second = await PutAsync(host, Sending.ImageOf(0, 0, "a2"));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map))
        {
            third = await PutAsync(host, Sending.ImageOf(0, 0, "a3"));
            Assert.AreEqual("a1", await host.Satellite.ReadTextAsync(0, 0, At(first)));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=30d"))
        {
            Assert.AreEqual("a2", await host.Satellite.ReadTextAsync(0, 0, At(third - 1)));
        }

        await _server.ExecuteAsync(map, "UPDATE satellite.maps SET kept = NULL, kept_since = NULL");
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map))
        {
            await PutAsync(host, Sending.ImageOf(0, 0, "a4"));
            await AssertFailsAsync(
                StatusCode.FailedPrecondition,
                "the map 'map' keeps no older images",
                () => host.Satellite.ReadTextAsync(0, 0, At(second)));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=30d"))
        {
            await AssertFailsAsync(
                StatusCode.OutOfRange,
                "the map 'map' can be shown as it was from 20",
                () => host.Satellite.ReadTextAsync(0, 0, At(third)));
        }
    }

    [TestMethod]
    public async Task Images_ReplacedTooLongAgo_AreForgotten()
    {
        string map = await MakeMapAsync();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=1h");
        await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
        await PutAsync(host, Sending.ImageOf(0, 0, "a2"));
        await PutAsync(host, Sending.ImageOf(1, 1, "b1"));

        // Two hours ago, by the tables.
        await _server.ExecuteAsync(
            map, "UPDATE satellite.older SET version = greatest(version - 7200000000, 0), until = until - 7200000000 WHERE x = 0");
        await PutAsync(host, Sending.ImageOf(1, 1, "b2"));

        Assert.AreEqual(
            "1,1 b1",
            await _server.QueryAsync(map, "SELECT string_agg(convert_from(image, 'UTF8'), ' ' ORDER BY until) FROM satellite.older"));
    }

    [TestMethod]
    public async Task Images_StoredWithSqlOrByAnOlderHost_AreKeptToo()
    {
        string map = await MakeMapAsync();
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=30d");
        long first = Now - Hour;
        await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "a1")], Taken(first));
        await _server.ExecuteAsync(map, StoreAsBefore);
        Assert.AreEqual("sql", await host.Satellite.ReadTextAsync(0, 0, Token));
        long last = await PutAsync(host, Sending.ImageOf(0, 0, "a2"));

        Assert.AreEqual("a1", await host.Satellite.ReadTextAsync(0, 0, At(first)));
        Assert.AreEqual("sql", await host.Satellite.ReadTextAsync(0, 0, At(last - 1)));
    }

    [TestMethod]
    public async Task Database_OfTheFirstVersion_GoesOnAndIsUpgradedWhenItIsToKeepImages()
    {
        string map = await MakeFirstVersionAsync();
        long first, second;
        await using (RunningHost host = await RunningHost.StartWritableAsync("--map", map))
        {
            first = await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
            Assert.AreEqual("0,11,1\na11,0\n", await AreaAsync(host, Token));
            Assert.AreEqual(1, await _server.QueryAsync(map, "SELECT version FROM satellite.schema"));
            await AssertFailsAsync(
                StatusCode.FailedPrecondition,
                "the map 'map' keeps no older images",
                () => host.Satellite.ReadTextAsync(0, 0, At(first)));

            // Another Host upgrades it meanwhile.
            await using RunningHost other = await RunningHost.StartWritableAsync("--map", map + "#history=30d");
            second = await PutAsync(host, Sending.ImageOf(0, 0, "a2"));
            await PutAsync(other, Sending.ImageOf(0, 0, "a3"));
            Assert.AreEqual("a2", await other.Satellite.ReadTextAsync(0, 0, At(second)));
            Assert.AreEqual("a1", await other.Satellite.ReadTextAsync(0, 0, At(second - 1)));
        }

        Assert.AreEqual(2, await _server.QueryAsync(map, "SELECT version FROM satellite.schema"));
    }

    [TestMethod]
    public async Task Database_ThatTheHostMayNotUpgrade_IsRefusedWithTheScript()
    {
        string map = await MakeFirstVersionAsync();
        await _server.ExecuteAsync(map, """
            CREATE ROLE writer LOGIN PASSWORD 'secret';
            CREATE ROLE looker LOGIN PASSWORD 'secret';
            GRANT USAGE ON SCHEMA satellite TO writer, looker;
            GRANT SELECT ON ALL TABLES IN SCHEMA satellite TO writer, looker;
            GRANT INSERT, UPDATE ON satellite.maps, satellite.tiles TO writer
            """);
        string writer = map.Replace("satellite@", "writer:secret@", StringComparison.Ordinal) + "#history=30d";
        string looker = map.Replace("satellite@", "looker:secret@", StringComparison.Ordinal);

        StringAssert.Contains(
            await RefusalAsync(writer),
            "let their owner run Host/Postgres/history.sql in it once, or leave #history= out",
            StringComparison.Ordinal);

        await _server.ExecuteAsync(map, await PostgresServer.ScriptAsync("history.sql"));
        StringAssert.Contains(
            await RefusalAsync(looker + "#history=30d"),
            "let somebody who may run: UPDATE satellite.maps SET kept = '720 hours'",
            StringComparison.Ordinal);
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", writer);
        long first = await PutAsync(host, Sending.ImageOf(0, 0, "a1"));
        await PutAsync(host, Sending.ImageOf(0, 0, "a2"));

        await using RunningHost reader = await RunningHost.StartAsync("--map", looker + "#history=30d");
        Assert.AreEqual("a1", await reader.Satellite.ReadTextAsync(0, 0, At(first)));
        Assert.HasCount(3, (await reader.Client.Live.ListVersions(new Location(), Token)).Versions);
    }

    [TestMethod]
    public async Task GetImages_OfATimeOfAMapOfManyPages_AreTheImagesOfThatTime()
    {
        string map = await _server.CreateDatabaseAsync("#map=map#create=120x100,txt");
        await using RunningHost host = await RunningHost.StartWritableAsync("--map", map + "#history=30d");
        long first = await PutAsync(host, [.. Sending.Full(120, 100, "one").Where(image => (image.X + image.Y) % 3 > 0)]);
        long second = await PutAsync(host, [.. Sending.Full(120, 100, "two").Where(image => image.Y % 2 == 0)]);

        foreach (Area area in (Area[])[RunningHost.AreaOf(0, 0, 119, 99), RunningHost.AreaOf(50, 3, 60, 90)])
        {
            Assert.AreEqual(Expected(area, _ => "one", (x, y) => (x + y) % 3 > 0), await host.ReadAsync(area, At(first)));
            Assert.AreEqual(
                Expected(area, y => y % 2 == 0 ? "two" : "one", (x, y) => y % 2 == 0 || (x + y) % 3 > 0),
                await host.ReadAsync(area, At(second)));
        }

        // Many cells whose images all came later.
        await PutAsync(host, [.. Sending.Full(120, 100, "three")]);
        await _server.ExecuteAsync(map, "DELETE FROM satellite.older WHERE y > 0");
        string then = await host.ReadAsync(RunningHost.AreaOf(0, 0, 119, 99), At(first));
        Assert.AreEqual(Expected(RunningHost.AreaOf(0, 0, 119, 0), _ => "one", (x, y) => (x + y) % 3 > 0), then);
    }

    private protected override Task<string> MakeMapAsync() => _server.CreateSquareAsync();

    private protected override Task<string> NewMapAsync() => _server.CreateDatabaseAsync("#map=map#create=4x4,txt#crs=EPSG:4326");

    private static async Task<string> MakeFirstVersionAsync()
    {
        string database = await _server.CreateDatabaseAsync("#map=map");
        await _server.ExecuteAsync(database, await PostgresServer.ScriptAsync("schema.sql"));
        await _server.FillSquareAsync(database);
        return database;
    }

    private static async Task<string> RefusalAsync(string map)
    {
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--map", map]);
        Assert.AreEqual(1, await host.WaitForExitAsync());
        return Assert.ContainsSingle(host.Log);
    }

    private static string Expected(Area area, Func<int, string> what, Func<int, int, bool> has)
    {
        var text = new StringBuilder();
        for (int y = area.UpperRight!.Y; y >= area.LowerLeft!.Y; y--)
        {
            string row = string.Concat(Enumerable.Range(area.LowerLeft.X, area.UpperRight.X - area.LowerLeft.X + 1)
                .Where(x => has(x, y)).Select(x => $"{x},{y}:{what(y)}"));
            text.Append(row).Append(row.Length > 0 ? "\n" : "");
        }

        return text.ToString();
    }
}
