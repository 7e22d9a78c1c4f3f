using System.Globalization;
using System.Net;
using System.Text.Json;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>A map of several zoom levels, of which a call names one.</summary>
[TestClass]
public sealed class ZoomTests : IDisposable
{
    private static readonly int[] Levels = [0, 1, 2, 4];

    private readonly ScratchFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("Table", 0, DisplayName = "in memory")]
    [DataRow("Table", TileSetMaker.Large, DisplayName = "on disk")]
    [DataRow("RowIndex", TileSetMaker.Large, DisplayName = "on disk in rows")]
    [DataRow("View", TileSetMaker.Large, DisplayName = "a view")]
    [DataRow("NoIndex", TileSetMaker.Large, DisplayName = "without an index")]
    public async Task Calls_NamingAZoomLevel_AreOfThatLevel(string layout, int padding)
    {
        TileSetMaker.Make(_folder["world.mbtiles"], All(""), Enum.Parse<TileLayout>(layout), padding);
        await using RunningHost host = await RunningHost.StartAsync("--map", _folder["world.mbtiles"], "--map", Earth.File);

        foreach (int zoom in Levels)
        {
            int side = 1 << zoom;
            Map map = await host.Client.Catalog.GetMap(At(zoom));
            Assert.AreEqual(("world", side, side, zoom), (map.Name, map.Width, map.Height, map.Zoom));
            CollectionAssert.AreEqual(Levels, map.Zooms);
            string expected = string.Concat(
                from y in Enumerable.Range(0, side).Reverse()
                select string.Concat(from x in Enumerable.Range(0, side) select $"{zoom}:{x},{y}") + "\n");
            Assert.AreEqual(expected, await host.ReadAsync(RunningHost.AreaOf(0, 0, side - 1, side - 1), At(zoom)));
            Assert.AreEqual($"{zoom}:{side - 1},0", await host.Satellite.ReadTextAsync(side - 1, 0, At(zoom)));
        }

        Assert.AreEqual("4:15,15", await host.Satellite.ReadTextAsync(15, 15, Token), "the highest if none is named");
        await AssertFailsAsync(StatusCode.NotFound, "the map 'world' has no zoom level 3; it has 0, 1, 2, 4", host, At(3));
        await AssertFailsAsync(StatusCode.OutOfRange, "(2, 0) is not on the map, which is 2x2", host, At(1), x: 2);
        await AssertFailsAsync(StatusCode.InvalidArgument, "the metadata 'zoom' is 'x'; expected a zoom level, such as 7", host, At("x"));
        await AssertFailsAsync(
            StatusCode.NotFound,
            "the map 'earth-80x32' has no zoom levels, so it has no 0; leave the zoom level out",
            host,
            new CallOptions(new Metadata { { "map", "earth-80x32" }, { "zoom", "0" } }));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(TileSetMaker.Large)]
    public async Task FileReplaced_LevelsInUse_AreThoseOfTheNewFile(int padding)
    {
        string path = _folder["world.mbtiles"];
        TileSetMaker.Make(path, All(""), padding: padding);
        TileSetMaker.Make(
            _folder["next.mbtiles"], All("new ").Where(tile => tile.Zoom != 1), padding: padding);
        await using RunningHost host = await RunningHost.StartAsync("--map", path);
        Assert.AreEqual("0:0,0", await host.Satellite.ReadTextAsync(0, 0, At(0)));
        Assert.AreEqual("1:1,1", await host.Satellite.ReadTextAsync(1, 1, At(1)));

        File.Move(_folder["next.mbtiles"], path, overwrite: true);
        await host.Process.WaitForLogAsync("the file of map=world was replaced");

        Assert.AreEqual("new 0:0,0", await host.Satellite.ReadTextAsync(0, 0, At(0)));
        await AssertFailsAsync(StatusCode.NotFound, "the map 'world' has no zoom level 1; it has 0, 2, 4", host, At(1));
    }

    [TestMethod]
    public async Task PutImages_ToAnotherLevel_AreStoredThereAndWatched()
    {
        string path = _folder["live.mbtiles"];
        string[] map = ["--map", $"{path}#create=8x4,txt#crs=EPSG:4326#bounds=0,0,8,4"];
        string version;
        await using (RunningHost host = await RunningHost.StartWritableAsync(map))
        {
            await host.Client.Archive.PutAsync([Sending.ImageOf(7, 3, "top")], Token);
            await AssertFailsAsync(StatusCode.NotFound, "the map 'live' has no zoom level 1; it has 2", host, At(1));

            await host.Client.Archive.PutAsync([Sending.ImageOf(3, 1, "half")], At(1));
            await using Watching watching = Watching.Start(host.Client, At(1));
            StringAssert.StartsWith(await watching.NextAsync(), "3,1=half");
            Stored other = await host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "elsewhere")], Token);
            Stored stored = await host.Client.Archive.PutAsync([Sending.ImageOf(3, 1, "again")], At(1));
            version = (await watching.UntilAsync("3,1=again@")).Split('@')[1];

            Assert.AreEqual(stored.Version.ToString(CultureInfo.InvariantCulture), version);
            Assert.IsGreaterThan(other.Version, stored.Version);
            Map level = await host.Client.Catalog.GetMap(At(1));
            Assert.AreEqual((4, 2, 1), (level.Width, level.Height, level.Zoom));
            CollectionAssert.AreEqual(new[] { 1, 2 }, (await host.Client.Catalog.GetMap(Token)).Zooms);
            RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
                () => host.Client.Archive.PutAsync([Sending.ImageOf(0, 0, "x")], At(3)));
            Assert.AreEqual(
                (StatusCode.NotFound, "the map 'live' is 8x4 and cannot have images of zoom level 3"), (e.StatusCode, e.Status.Detail));
        }

        await using (RunningHost host = await RunningHost.StartWritableAsync(map))
        {
            CollectionAssert.AreEqual(new[] { 1, 2 }, (await host.Client.Catalog.GetMap(Token)).Zooms);
            Map level = await host.Client.Catalog.GetMap(At(1));
            Bounds bounds = level.GridBounds!;
            Assert.AreEqual((0d, 0d, 8d, 4d), (bounds.West, bounds.South, bounds.East, bounds.North));
            Assert.AreEqual("again", await host.Satellite.ReadTextAsync(3, 1, At(1)));
            await using Watching since = Watching.Start(host.Client, At(1), since: long.Parse(version, CultureInfo.InvariantCulture));
            Assert.AreEqual($"@{version}", await since.NextAsync(), "nothing was missed");
        }

        CollectionAssert.AreEqual(
            new[] { "maxzoom|2", "minzoom|1" },
            TileSetMaker.Read(path, "SELECT name, value FROM metadata WHERE name LIKE '%zoom' ORDER BY name"));
    }

    [TestMethod]
    [DataRow(2, "0,0-1,1", StatusCode.OK)]
    [DataRow(2, "0,0-2,1", StatusCode.PermissionDenied)]
    [DataRow(1, "0,0-0,0", StatusCode.OK)]
    [DataRow(1, "0,0-1,0", StatusCode.PermissionDenied)]
    [DataRow(0, "0,0-0,0", StatusCode.PermissionDenied, DisplayName = "an image of more than may be seen")]
    [DataRow(4, "0,0-7,7", StatusCode.OK)]
    [DataRow(4, "0,0-8,7", StatusCode.PermissionDenied)]
    [DataRow(3, "0,0-0,0", StatusCode.NotFound)]
    public async Task AccessRule_OfAnArea_HoldsAtEveryLevel(int zoom, string area, StatusCode expected)
    {
        TileSetMaker.Make(_folder["world.mbtiles"], All(""));
        var certificates = new TestCertificates();
        await File.WriteAllTextAsync(_folder["access"], $"{TestCertificates.Sha256(certificates.Client)} read world 0,0-1,1\n", Token);
        await using RunningHost host = await RunningHost.StartAsync(
            certificates, "--map", $"world={_folder["world.mbtiles"]}#zoom=2", "--access", _folder["access"]);
        int[] corners = [.. area.Split('-', ',').Select(int.Parse)];

        StatusCode status = StatusCode.OK;
        try
        {
            await host.ReadAsync(RunningHost.AreaOf(corners[0], corners[1], corners[2], corners[3]), At(zoom));
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
        }

        Assert.AreEqual(expected, status);
    }

    [TestMethod]
    public async Task ViewingPort_MapOfSeveralLevels_HasTilesOfEach()
    {
        TileSetMaker.Make(_folder["world.mbtiles"], All(""), metadata: [("format", "png")]);
        await using RunningHost host = await RunningHost.StartAsync(
            "--view-urls", "https://127.0.0.1:0", "--map", $"{_folder["world.mbtiles"]}#zoom=2");
        using ViewClient client = await ViewClient.OfAsync(host);

        foreach (int zoom in Levels)
        {
            int last = (1 << zoom) - 1;
            Assert.AreEqual((HttpStatusCode.OK, $"{zoom}:{last},0"), await client.ReadAsync($"/maps/world/{zoom}/{last}/{last}"));
        }

        (HttpStatusCode status, string text) = await client.ReadAsync("/maps/world/3/0/0");
        Assert.AreEqual((HttpStatusCode.NotFound, "the map 'world' has no zoom level 3; it has 0, 1, 2, 4"), (status, text.Trim()));
        using JsonDocument description = JsonDocument.Parse((await client.ReadAsync("/maps/world/tilejson")).Text);
        Assert.AreEqual(
            (0, 4, 2),
            (description.RootElement.GetProperty("minzoom").GetInt32(),
                description.RootElement.GetProperty("maxzoom").GetInt32(),
                description.RootElement.GetProperty("zoom").GetInt32()));
        Assert.AreEqual(
            "0:1 1:2 2:4 4:16",
            string.Join(' ', description.RootElement.GetProperty("levels").EnumerateArray().Select(
                level => $"{level.GetProperty("zoom")}:{level.GetProperty("grid")[0]}")));
    }

    private static CallContext At(int zoom) => At(zoom.ToString(CultureInfo.InvariantCulture));

    private static CallContext At(string zoom) => new CallOptions(new Metadata { { "zoom", zoom } });

    private static async Task AssertFailsAsync(StatusCode status, string message, RunningHost host, CallContext context, int x = 0)
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(() => host.Satellite.GetImage(new Location { X = x }, context));
        Assert.AreEqual(status, e.StatusCode);
        StringAssert.StartsWith(e.Status.Detail, message, StringComparison.Ordinal);
    }

    // Every image says what it is of.
    private static IEnumerable<(int Zoom, int X, int Y, string Image)> All(string what) =>
        from zoom in Levels from tile in TileSetMaker.Full(zoom, 1 << zoom, 1 << zoom, $"{what}{zoom}:") select tile;
}
