using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Maps in PostgreSQL, through a Host.</summary>
[TestClass]
public sealed class PostgresMapTests
{
    // 300x40 cells, of which two in three have an image; those of the last row are larger than a batch.
    private const string Fill = """
        INSERT INTO satellite.tiles (map, y, x, version, image)
        SELECT maps.id, y, x, 1, convert_to(x || ',' || y || CASE WHEN y = 0 THEN repeat('.', 200000) ELSE repeat('.', x) END, 'UTF8')
        FROM satellite.maps, generate_series(0, 39) AS y, generate_series(0, 299) AS x WHERE maps.name = 'big' AND (x + y) % 3 > 0
        """;

    private static readonly ScratchFolder Folder = new();

    private static PostgresServer _server = null!;
    private static string _database = null!;
    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _server = await SharedPostgres.GetAsync(context);
        _database = await _server.CreateDatabaseAsync();
        string text = Folder["letters.txt"];
        await File.WriteAllTextAsync(text, "ab\ncd\n", context.CancellationToken);
        _host = await RunningHost.StartAsync(
            "--map", text,
            "--map", $"{_database}#map=big#create=300x40,jpg",
            "--map", $"other={_database}#create=2x2,png");
        await _server.ExecuteAsync(_database, Fill);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Folder.Dispose();
    }

    [TestMethod]
    public async Task ListMaps_OfFileAndDatabase_TellsAll()
    {
        MapList list = await _host.Client.Catalog.ListMaps(TestContext.CancellationToken);

        CollectionAssert.AreEqual(
            new[] { "letters 2x2 text/plain", "big 300x40 image/jpeg", "other 2x2 image/png" },
            list.Maps.Select(map => $"{map.Name} {map.Width}x{map.Height} {map.ContentType}").ToArray());
    }

    [TestMethod]
    public async Task GetImage_OfCells_IsTheirImageOrNotFound()
    {
        Image image = await _host.Satellite.GetImage(new Location { X = 7, Y = 3 }, Naming("big"));
        Image letter = await _host.Satellite.GetImage(new Location { X = 1, Y = 0 }, TestContext.CancellationToken);
        RpcException none = await Assert.ThrowsExactlyAsync<RpcException>(
            () => _host.Satellite.GetImage(new Location { X = 6, Y = 3 }, Naming("big")));
        RpcException beyond = await Assert.ThrowsExactlyAsync<RpcException>(
            () => _host.Satellite.GetImage(new Location { X = 300, Y = 3 }, Naming("big")));

        Assert.AreEqual("7,3.......", Encoding.ASCII.GetString(image.Bytes.Span));
        Assert.AreEqual("d", Encoding.ASCII.GetString(letter.Bytes.Span));
        Assert.AreEqual((StatusCode.NotFound, StatusCode.OutOfRange), (none.StatusCode, beyond.StatusCode));
    }

    [TestMethod]
    [DataRow(0, 0, 299, 39, DisplayName = "all")]
    [DataRow(0, 1, 299, 39, DisplayName = "whole rows")]
    [DataRow(13, 5, 260, 38, DisplayName = "parts of rows")]
    [DataRow(100, 2, 107, 39, DisplayName = "a narrow strip")]
    [DataRow(299, 0, 299, 39, DisplayName = "the last column")]
    [DataRow(0, 39, 0, 39, DisplayName = "a cell without an image")]
    public async Task GetImages_OfAreas_StreamsThemInOrder(int llx, int lly, int urx, int ury)
    {
        var expected = new List<string>();
        for (int y = ury; y >= lly; y--)
        {
            expected.AddRange(Enumerable.Range(llx, urx - llx + 1).Where(x => (x + y) % 3 > 0).Select(x => $"{x},{y}"));
        }

        var images = new List<string>();
        await foreach (Image image in _host.Satellite.GetImages(RunningHost.AreaOf(llx, lly, urx, ury), Naming("big")))
        {
            string name = $"{image.X},{image.Y}";
            Assert.IsTrue(image.Bytes.Span.StartsWith(Encoding.ASCII.GetBytes(name)), $"({name}) has the image of another cell");
            Assert.AreEqual(name.Length + (image.Y == 0 ? 200_000 : image.X), image.Bytes.Length);
            images.Add(name);
        }

        CollectionAssert.AreEqual(expected, images);
    }

    [TestMethod]
    public async Task GetImages_MoreStreamsThanConnectionsWhoseClientsDoNotRead_HoldNone()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var stalled = new List<IAsyncEnumerator<Image>>();
        for (int i = 0; i < 40; i++)
        {
            IAsyncEnumerator<Image> stream = _host.Satellite
                .GetImages(RunningHost.AreaOf(0, 0, 299, 0), Naming("big", stop.Token))
                .GetAsyncEnumerator(TestContext.CancellationToken);
            Assert.IsTrue(await stream.MoveNextAsync());
            stalled.Add(stream);
        }

        Image image = await _host.Satellite.GetImage(new Location { X = 7, Y = 3 }, Naming("big"));

        Assert.AreEqual("7,3.......", Encoding.ASCII.GetString(image.Bytes.Span));
        await stop.CancelAsync();
        foreach (IAsyncEnumerator<Image> stream in stalled)
        {
            await stream.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Host_ThatMayNotMakeTables_ServesThoseThatAreThere()
    {
        await _server.ExecuteAsync(
            _database,
            """
            CREATE ROLE reader LOGIN PASSWORD 'secret';
            GRANT USAGE ON SCHEMA satellite TO reader;
            GRANT SELECT ON ALL TABLES IN SCHEMA satellite TO reader
            """);
        string address = _database.Replace("satellite@", "reader:secret@", StringComparison.Ordinal);
        await using RunningHost host = await RunningHost.StartAsync("--map", $"{address}#map=big");

        Image image = await host.Satellite.GetImage(new Location { X = 7, Y = 3 }, TestContext.CancellationToken);

        Assert.AreEqual("7,3.......", Encoding.ASCII.GetString(image.Bytes.Span));
        Assert.IsFalse(host.Process.Log.Concat(host.Process.Output).Any(line => line.Contains("secret", StringComparison.Ordinal)));
    }

    private CallContext Naming(string map, CancellationToken? cancellationToken = null) =>
        new CallOptions(new Metadata { { "map", map } }, cancellationToken: cancellationToken ?? TestContext.CancellationToken);
}
