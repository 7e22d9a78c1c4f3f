using System.Net;
using System.Text;
using System.Text.Json;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What the port of people and GIS tools answers.</summary>
[TestClass]
public sealed class ViewingTests
{
    private static ScratchFolder _folder = null!;
    private static RunningHost _host = null!;
    private static ViewClient _client = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _folder = new ScratchFolder();
        TileSetMaker.Make(
            _folder["world.mbtiles"],
            TileSetMaker.Full(2, 4, 4).Where(tile => (tile.X, tile.Y) != (3, 3)),
            metadata:
            [
                ("name", "The world"),
                ("format", "png"),
                ("attribution", "somebody"),
                ("bounds", "-180,-60,90,85"),
                ("version", "1.2.3"),
            ]);
        TileSetMaker.Make(
            _folder["odd.mbtiles"],
            [(1, 0, 1, "GIF89a")],
            metadata: [("format", "image/gif"), ("crs", "EPSG:4326"), ("grid", "2x2"), ("bounds", "10,20,30,40")]);
        await File.WriteAllTextAsync(_folder["letters.txt"], "ab \nde%\n", context.CancellationToken);
        _host = await RunningHost.StartWritableAsync(
            "--view-urls", "https://127.0.0.1:0",
            "--map", _folder["world.mbtiles"],
            "--map", _folder["letters.txt"],
            "--map", _folder["odd.mbtiles"],
            "--map", $"live={_folder["live.mbtiles"]}#create=4x4,txt");
        _client = await ViewClient.OfAsync(_host);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow("1.1")]
    [DataRow("2.0")]
    public async Task Tile_OfEachCell_IsTheStoredImageWithYFromTheNorth(string version)
    {
        using ViewClient client = await ViewClient.OfAsync(_host, version: version);
        for (int x = 0; x < 4; x++)
        {
            for (int y = 0; y < 3; y++)
            {
                Image stored = await _host.Satellite.GetImage(new Location { X = x, Y = y }, TestContext.CancellationToken);

                using HttpResponseMessage tile = await client.GetAsync($"/maps/world/2/{x}/{3 - y}");

                Assert.AreEqual("image/png", tile.Content.Headers.ContentType?.ToString());
                CollectionAssert.AreEqual(stored.Bytes.ToArray(), await tile.Content.ReadAsByteArrayAsync(TestContext.CancellationToken));
            }
        }
    }

    [TestMethod]
    public async Task Tile_ThatTheClientHolds_IsSentAgainOnlyOnceItHasChanged()
    {
        const string Path = "/maps/live/2/2/1";
        await StoreAsync(2, 2, "x");
        using HttpResponseMessage first = await _client.GetAsync(Path);
        string tag = first.Headers.ETag!.ToString();
        Assert.StartsWith("\"", tag, "a strong tag");
        Assert.AreEqual("no-cache, private", first.Headers.CacheControl?.ToString());

        using HttpResponseMessage same = await _client.GetAsync(Path, ("If-None-Match", $"\"other\", {tag}"));
        using HttpResponseMessage any = await _client.GetAsync(Path, ("If-None-Match", "*"));
        await StoreAsync(2, 2, "y");
        using HttpResponseMessage changed = await _client.GetAsync(Path, ("If-None-Match", tag));

        Assert.AreEqual((HttpStatusCode.NotModified, tag), (same.StatusCode, same.Headers.ETag?.ToString()));
        Assert.AreEqual("", await same.Content.ReadAsStringAsync(TestContext.CancellationToken));
        Assert.AreEqual(HttpStatusCode.NotModified, any.StatusCode);
        Assert.AreEqual(HttpStatusCode.OK, changed.StatusCode);
        Assert.AreEqual("y", await changed.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Tile_OfATypeThatTheMapDoesNotTell_IsWhatItsBytesAre()
    {
        await StoreAsync(0, 0, "GIF");
        byte[] png = TestPictures.Png();
        await _host.Client.Archive.PutAsync(
            [new Image { X = 1, Y = 0, Bytes = png }], Sending.OnMap("live", TestContext.CancellationToken));

        using HttpResponseMessage text = await _client.GetAsync("/maps/live/2/0/3");
        using HttpResponseMessage picture = await _client.GetAsync("/maps/live/2/1/3");

        Assert.AreEqual("text/plain", text.Content.Headers.ContentType?.ToString());
        Assert.AreEqual("image/png", picture.Content.Headers.ContentType?.ToString());
    }

    [TestMethod]
    public async Task Tile_OfVectors_SaysThatItIsCompressed()
    {
        byte[] compressed = [0x1F, 0x8B, 8, 0, 1, 2, 3];
        TileSetMaker.Run(_folder["vectors.mbtiles"], $"""
            CREATE TABLE metadata (name TEXT, value TEXT);
            INSERT INTO metadata VALUES ('format', 'pbf');
            CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
            INSERT INTO tiles VALUES (0, 0, 0, x'{Convert.ToHexString(compressed)}');
            """);
        await using RunningHost host = await RunningHost.StartAsync(
            "--view-urls", "https://127.0.0.1:0",
            "--map", _folder["vectors.mbtiles"]);
        using ViewClient client = await ViewClient.OfAsync(host);

        using HttpResponseMessage tile = await client.GetAsync("/maps/vectors/0/0/0");

        Assert.AreEqual("application/vnd.mapbox-vector-tile", tile.Content.Headers.ContentType?.ToString());
        Assert.AreEqual("gzip", Assert.ContainsSingle(tile.Content.Headers.ContentEncoding));
        CollectionAssert.AreEqual(compressed, await tile.Content.ReadAsByteArrayAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    [DataRow("/maps/world/2/3/0", HttpStatusCode.NoContent, "", DisplayName = "a cell without an image")]
    [DataRow(
        "/maps/world/2/4/0",
        HttpStatusCode.NotFound,
        "the map 'world' has no tile 2/4/0: at this zoom level x goes from 0 to 3 and y, from the north, from 0 to 3\n")]
    [DataRow(
        "/maps/world/3/0/2147483647",
        HttpStatusCode.NotFound,
        "the map 'world' has no zoom level 3; it has 2\n")]
    [DataRow(
        "/maps/world/2/0/2147483647",
        HttpStatusCode.NotFound,
        "the map 'world' has no tile 2/0/2147483647: at this zoom level x goes from 0 to 3 and y, from the north, from 0 to 3\n")]
    [DataRow(
        "/maps/world/2/-1/0",
        HttpStatusCode.BadRequest,
        "a tile is /maps/NAME/Z/X/Y, such as /maps/world/3/4/2: x is a number from 0, not '-1'\n")]
    [DataRow(
        "/maps/world/2/0/2147483648",
        HttpStatusCode.BadRequest,
        "a tile is /maps/NAME/Z/X/Y, such as /maps/world/3/4/2: y is a number from 0, not '2147483648'\n")]
    [DataRow("/maps/mars/2/0/0", HttpStatusCode.NotFound, "there is no map 'mars'; there are world, letters, odd, live\n")]
    [DataRow("/maps/mars/tilejson", HttpStatusCode.NotFound, "there is no map 'mars'; there are world, letters, odd, live\n")]
    [DataRow(
        "/maps/world/2/0",
        HttpStatusCode.NotFound,
        "there are / (the viewer), /maps, /maps/NAME/tilejson, /maps/NAME/Z/X/Y, /maps/NAME/letters, /maps/NAME/changes and /wmts\n")]
    [DataRow("/maps/letters/letters", HttpStatusCode.OK, "ab \nde%\n")]
    [DataRow("/maps/letters/0/2/1", HttpStatusCode.OK, "%")]
    [DataRow(
        "/maps/world/letters",
        HttpStatusCode.NotFound,
        "the map 'world' has images of more than one letter, such as the one at (0, 3); ask for its tiles\n")]
    public async Task Path_OfEachKind_HasItsAnswer(string path, HttpStatusCode status, string text)
    {
        using HttpResponseMessage head = await _client.SendAsync(HttpMethod.Head, path);

        Assert.AreEqual((status, text), await _client.ReadAsync(path));
        Assert.AreEqual(status, head.StatusCode);
        Assert.AreEqual("", await head.Content.ReadAsStringAsync(TestContext.CancellationToken));
        Assert.AreEqual("nosniff", head.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.AreEqual("same-origin", head.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.AreEqual(
            "default-src 'none'; frame-ancestors 'none'; sandbox", head.Headers.GetValues("Content-Security-Policy").Single());
        if (status == HttpStatusCode.OK)
        {
            Assert.AreEqual(text.Length, head.Content.Headers.ContentLength, "as long as the answer to GET");
        }
    }

    [TestMethod]
    [DataRow("POST", "/maps")]
    [DataRow("DELETE", "/maps/world/2/0/0")]
    [DataRow("OPTIONS", "/nowhere")]
    [DataRow("POST", "/satellite.Satellite/GetImage")]
    public async Task Method_OtherThanGetAndHead_IsRefused(string method, string path)
    {
        using HttpResponseMessage response = await _client.SendAsync(new HttpMethod(method), path);

        Assert.AreEqual(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        CollectionAssert.AreEqual(new[] { "GET", "HEAD" }, response.Content.Headers.Allow.ToArray());
    }

    [TestMethod]
    public async Task TileJson_OfAMapOfTheWorld_SaysWhereItsTilesAre()
    {
        string authority = (await ViewClient.AddressAsync(_host.Process)).Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

        (HttpStatusCode status, string text) = await _client.ReadAsync("/maps/world/tilejson");

        Assert.AreEqual(HttpStatusCode.OK, status);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.AreEqual("3.0.0", json.GetProperty("tilejson").GetString());
        Assert.AreEqual("The world", json.GetProperty("name").GetString());
        Assert.AreEqual("1.2.3", json.GetProperty("version").GetString());
        Assert.AreEqual("somebody", json.GetProperty("attribution").GetString());
        Assert.AreEqual("xyz", json.GetProperty("scheme").GetString());
        Assert.AreEqual((2, 2), (json.GetProperty("minzoom").GetInt32(), json.GetProperty("maxzoom").GetInt32()));
        Assert.AreEqual("[-180,-60,90,85]", Compact(json.GetProperty("bounds")));
        Assert.AreEqual("EPSG:3857", json.GetProperty("crs").GetString());
        Assert.AreEqual($"[\"{authority}/maps/world/{{z}}/{{x}}/{{y}}\"]", Compact(json.GetProperty("tiles")));
    }

    [TestMethod]
    public async Task Maps_OfTheHost_AreListedWithTheirPlace()
    {
        JsonElement[] maps = [.. JsonDocument.Parse((await _client.ReadAsync("/maps")).Text).RootElement.EnumerateArray()];

        CollectionAssert.AreEqual(
            new[] { "world", "letters", "odd", "live" }, maps.Select(map => map.GetProperty("id").GetString()).ToArray());
        Assert.IsFalse(maps[1].TryGetProperty("crs", out _), "a text map of no known place");
        Assert.AreEqual("[2,2]", Compact(maps[2].GetProperty("grid")));
        Assert.AreEqual("EPSG:4326", maps[2].GetProperty("crs").GetString());
        Assert.AreEqual("[10,20,30,40]", Compact(maps[2].GetProperty("grid_bounds")));
        Assert.EndsWith("/maps/live/{z}/{x}/{y}", maps[3].GetProperty("tiles")[0].GetString());
    }

    [TestMethod]
    public async Task Wmts_AskedForATile_SaysWhereTilesAre()
    {
        Assert.AreEqual(
            (HttpStatusCode.BadRequest,
                "this WMTS answers GetCapabilities, not 'GetTile'; tiles are at the addresses that the capabilities have (REST)\n"),
            await _client.ReadAsync("/wmts?SERVICE=WMTS&REQUEST=GetTile"));
        (HttpStatusCode status, string text) = await _client.ReadAsync("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities");
        Assert.AreEqual(HttpStatusCode.OK, status);
        Assert.IsFalse(text.Contains("<Layer", StringComparison.Ordinal), "no map here has pictures whose size can be told");
    }

    [TestMethod]
    public async Task Changes_OfAMap_AreTheTilesThatWereStored()
    {
        await using IAsyncEnumerator<string> events = _client.ChangesAsync("live").GetAsyncEnumerator(TestContext.CancellationToken);
        string before = await NextAsync(events);
        Assert.StartsWith("ready ", before);

        long version = await StoreAsync(3, 0, Guid.NewGuid().ToString());

        Assert.AreEqual($$"""tiles {{version}} {"z":2,"tiles":[[3,3]]}""", await NextAsync(events));
        await using IAsyncEnumerator<string> again =
            _client.ChangesAsync("live", before.Split(' ')[1]).GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.AreEqual("""{"z":2,"tiles":[[3,3]]}""", (await NextAsync(again)).Split(' ')[2], "who comes back is told what it missed");
        Assert.AreEqual($$"""ready {{version}} {}""", await NextAsync(again));
    }

    [TestMethod]
    public async Task Changes_OfEachZoomLevel_ComeInOneStream()
    {
        TileSetMaker.Make(_folder["levels.mbtiles"], [(2, 0, 0, "x"), (0, 0, 0, "x")], metadata: [("format", "txt")]);
        await using RunningHost host =
            await RunningHost.StartWritableAsync("--view-urls", "https://127.0.0.1:0", "--map", _folder["levels.mbtiles"]);
        using ViewClient client = await ViewClient.OfAsync(host);
        await using IAsyncEnumerator<string> events = client.ChangesAsync("levels").GetAsyncEnumerator(TestContext.CancellationToken);
        string before = (await NextAsync(events)).Split(' ')[1];

        long lower = await PutAsync(host, zoom: 0);
        Assert.AreEqual($$"""tiles {{lower}} {"z":0,"tiles":[[0,0]]}""", await NextAsync(events));
        long own = await PutAsync(host, zoom: 2);
        Assert.AreEqual($$"""tiles {{own}} {"z":2,"tiles":[[0,3]]}""", await NextAsync(events));

        await using (IAsyncEnumerator<string> again =
            client.ChangesAsync("levels", before).GetAsyncEnumerator(TestContext.CancellationToken))
        {
            Assert.AreEqual("""tiles  {"z":2,"tiles":[[0,3]]}""", await NextAsync(again), "who comes back is told of each level");
            Assert.AreEqual("""tiles  {"z":0,"tiles":[[0,0]]}""", await NextAsync(again));
            Assert.AreEqual($$"""ready {{own}} {}""", await NextAsync(again));
        }

        await using (IAsyncEnumerator<string> since =
            client.ChangesAsync("levels", $"{lower}").GetAsyncEnumerator(TestContext.CancellationToken))
        {
            Assert.AreEqual("""tiles  {"z":2,"tiles":[[0,3]]}""", await NextAsync(since), "and of nothing twice");
            Assert.AreEqual($$"""ready {{own}} {}""", await NextAsync(since));
        }

        await PutAsync(host, zoom: 1);
        Assert.AreEqual("levels  {}", await NextAsync(events));
        Assert.IsFalse(await events.MoveNextAsync().Patiently(), "the client comes back for the new level");
        await using IAsyncEnumerator<string> more =
            client.ChangesAsync("levels", $"{own}").GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.AreEqual("""tiles  {"z":1,"tiles":[[0,1]]}""", await NextAsync(more));
    }

    [TestMethod]
    [DataRow("1")]
    [DataRow("x")]
    public async Task Changes_SinceAVersionThatIsNotKnown_SayThatAnythingMayHaveChanged(string lastId)
    {
        await using IAsyncEnumerator<string> events =
            _client.ChangesAsync("letters", lastId).GetAsyncEnumerator(TestContext.CancellationToken);

        Assert.AreEqual("unknown", (await NextAsync(events)).Split(' ')[0]);
        Assert.StartsWith("ready ", await NextAsync(events));
    }

    [TestMethod]
    public async Task Request_OfTheViewingPort_HasALineInTheLog()
    {
        using HttpResponseMessage tile = await _client.GetAsync("/maps/world/2/1/2?a%20b");

        string line = await _host.Process.WaitForLogAsync(" view method=GET target=/maps/world/2/1/2?a%20b");
        StringAssert.Contains(line, " map=world images=1 bytes=3 status=200 duration=", StringComparison.Ordinal);
        StringAssert.Contains(
            line, $"certificate={TestCertificates.Sha256(_host.Certificates.Client)} peer=127.0.0.1:", StringComparison.Ordinal);
    }

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json, JsonSerializerOptions.Web);

    private static async Task<string> NextAsync(IAsyncEnumerator<string> events)
    {
        Assert.IsTrue(await events.MoveNextAsync().Patiently(), "the stream of changes goes on");
        return events.Current;
    }

    private async Task<long> PutAsync(RunningHost host, int zoom) =>
        (await host.Client.Archive.PutAsync(
            [Sending.ImageOf(0, 0, "new")],
            new CallOptions(new Metadata { { "zoom", $"{zoom}" } }, cancellationToken: TestContext.CancellationToken))).Version;

    private async Task<long> StoreAsync(int x, int y, string image) =>
        (await _host.Client.Archive.PutAsync(
            [new Image { X = x, Y = y, Bytes = Encoding.ASCII.GetBytes(image) }],
            Sending.OnMap("live", TestContext.CancellationToken))).Version;
}
