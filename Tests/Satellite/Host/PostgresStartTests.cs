using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Addresses of maps in PostgreSQL, and what keeps a Host from starting with one.</summary>
[TestClass]
public sealed class PostgresStartTests
{
    private static PostgresServer _server = null!;
    private static string _database = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _server = await SharedPostgres.GetAsync(context);
        _database = await _server.CreateDatabaseAsync();
        await using RunningHost host = await RunningHost.StartAsync("--map", $"{_database}#map=small#create=2x2,png");
    }

    [TestMethod]
    [DataRow("#map=large", "has no map 'large'; it has small, and #create=80x32,jpg after the address makes one")]
    [DataRow("#map=small#create=4x4,png", "is there and is 2x2, not 4x4; leave #create= out")]
    [DataRow("&sslmode=verify-full#map=small", "name the CA's certificate with ?sslrootcert=FILE")]
    [DataRow("&sslmode=verify-full&sslrootcert=/nowhere#map=small", "the CA's certificate '/nowhere' does not exist")]
    [DataRow("&sslmode=require#map=small", "SSL")]
    [DataRow("&sslmode=perhaps#map=small", "expected sslmode disable, prefer, require, verify-ca or verify-full, got 'perhaps'")]
    [DataRow("&colour=red#map=small", "there is no option 'colour'; there are host, sslmode, ")]
    public async Task Host_MapThatCannotBeServed_DoesNotStartAndSaysWhy(string rest, string reason)
    {
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--map", _database + rest]);

        Assert.AreNotEqual(0, await host.WaitForExitAsync());
        StringAssert.Contains(Assert.ContainsSingle(host.Log), reason, StringComparison.Ordinal);
        StringAssert.Contains(Assert.ContainsSingle(host.Log), "host: the ", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(
        "postgres://u:hidden@127.0.0.1:1/sat",
        1,
        "host: the database 127.0.0.1:1/sat does not answer as it must: ",
        DisplayName = "nobody there")]
    [DataRow(
        "postgres://u:hidden@db.example/sat",
        2,
        "nothing says whose it must be; name the CA's certificate with ?sslrootcert=FILE",
        DisplayName = "another machine, without TLS")]
    [DataRow(
        "postgres://u:hidden@127.0.0.1",
        2,
        "expected postgres://USER@HOST:PORT/DATABASE?OPTIONS#map=NAME, got 'postgres://u:***@127.0.0.1'",
        DisplayName = "no database")]
    [DataRow(
        "postgres://u:hid@den@127.0.0.1/sat", 2, "got 'postgres://u:***@127.0.0.1/sat'", DisplayName = "a password that is not encoded")]
    [DataRow(
        "postgres://u:hidden@127.0.0.1/sat#create=80,jpg",
        2,
        "expected a grid and perhaps a format (jpg, png, webp, txt) after #create=, such as 128x64,png",
        DisplayName = "no height")]
    [DataRow(
        "postgres://u:hidden@127.0.0.1/sat#zoom=3",
        2,
        "expected no #zoom= or #bounds= after a map in PostgreSQL",
        DisplayName = "a zoom level")]
    public async Task Host_WrongAddress_DoesNotStartAndKeepsThePasswordToItself(string address, int exitCode, string reason)
    {
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--map", address]);

        Assert.AreEqual(exitCode, await host.WaitForExitAsync());
        string line = Assert.ContainsSingle(host.Log);
        StringAssert.Contains(line, reason, StringComparison.Ordinal);
        Assert.IsFalse(line.Contains("hid", StringComparison.Ordinal), line);
    }

    [TestMethod]
    public async Task Host_RoleThatMayNotMakeTables_DoesNotStartAndNamesTheScript()
    {
        string database = await _server.CreateDatabaseAsync();
        await _server.ExecuteAsync(database, "CREATE ROLE nobody LOGIN PASSWORD 'secret'");
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(
            ["--certs", certificates.Folder, "--map", database.Replace("satellite@", "nobody:secret@", StringComparison.Ordinal)]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.Contains(
            Assert.ContainsSingle(host.Log),
            "let somebody who may run Host/Postgres/schema.sql in it once, and then history.sql",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Host_TablesOfANewerVersion_DoesNotStart()
    {
        string database = await _server.CreateDatabaseAsync();
        await _server.ExecuteAsync(database, "CREATE SCHEMA satellite; CREATE TABLE satellite.schema AS SELECT 3 AS version");
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(["--certs", certificates.Folder, "--map", database]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.Contains(
            Assert.ContainsSingle(host.Log),
            "has maps of version 3, and this Host knows versions 1 and 2",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Hosts_ThatStartTogetherInAnEmptyDatabase_MakeTheTablesOnce()
    {
        string database = await _server.CreateDatabaseAsync();

        RunningHost[] hosts = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => RunningHost.StartAsync("--map", $"{database}#create=5x6,png")));

        foreach (RunningHost host in hosts)
        {
            Assert.AreEqual(5, (await host.Client.Catalog.GetMap(TestContext.CancellationToken)).Width);
            await host.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Host_MapThatFailsUnexpectedly_ClosesTheMapsBeforeIt()
    {
        string database = await _server.CreateDatabaseAsync();
        await using (RunningHost first = await RunningHost.StartAsync("--map", $"{database}#map=alps#create=8x4,webp"))
        {
            await _server.ExecuteAsync(
                database,
                "ALTER TABLE satellite.maps ALTER title DROP NOT NULL; UPDATE satellite.maps SET title = NULL");
        }

        using var certificates = new TestCertificates();
        string archive = Path.Combine(certificates.Folder, "archive.mbtiles");
        TileSetMaker.Make(archive, [(1, 0, 0, "image")]);
        await using HostProcess host = HostProcess.Run([
            "--certs", certificates.Folder,
            "--writers", TestCertificates.Sha256(certificates.Client),
            "--map", $"{archive};{database}#map=alps",
        ]);

        Assert.AreNotEqual(0, await host.WaitForExitAsync());

        // A map that was left open leaves SQLite's log beside its file.
        CollectionAssert.AreEqual(new[] { archive }, Directory.GetFiles(certificates.Folder, "archive*"));
    }

    [TestMethod]
    public async Task Host_DetailsInTheTable_AreTold()
    {
        string database = await _server.CreateDatabaseAsync();
        await using (RunningHost first = await RunningHost.StartAsync("--map", $"{database}#map=alps#create=8x4,webp"))
        {
            await _server.ExecuteAsync(
                database,
                """
                UPDATE satellite.maps
                SET title = 'The Alps', attribution = 'somebody', edition = '7', crs = 'EPSG:4326', bounds = '5,43,17,49'
                """);
        }

        await using RunningHost host = await RunningHost.StartAsync("--map", $"{database}#map=alps");
        Map map = await host.Client.Catalog.GetMap(TestContext.CancellationToken);

        Assert.AreEqual(
            ("alps", "The Alps", "somebody", "7", "EPSG:4326", "image/webp"),
            (map.Name, map.Title, map.Attribution, map.Version, map.Crs, map.ContentType));
        Assert.AreEqual((5d, 49d), (map.Bounds!.West, map.GridBounds!.North));
    }

    [TestMethod]
    public async Task Host_VerifyFull_TakesTheServerOfTheNamedAuthorityAlone()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        await using PostgresServer server = await PostgresServer.StartAsync(TestContext);
        await server.UseCertificatesAsync(certificates);
        string database = await server.CreateDatabaseAsync(
            $"&sslmode=verify-full&sslrootcert={certificates.Folder}/ca-cert.pem#create=2x2,png");
        await using HostProcess wrong = HostProcess.Run(
            ["--certs", certificates.Folder, "--map", database.Replace(certificates.Folder, others.Folder, StringComparison.Ordinal)]);

        await using RunningHost host = await RunningHost.StartAsync("--map", database);

        Assert.AreEqual(2, (await host.Client.Catalog.GetMap(TestContext.CancellationToken)).Width);
        Assert.AreEqual(1, await wrong.WaitForExitAsync());
        StringAssert.Contains(Assert.ContainsSingle(wrong.Log), "certificate", StringComparison.Ordinal);
    }
}
