using System.Globalization;
using System.Net;
using System.Text.Json;
using BigGustave;
using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>satcli view</c>: the viewing port for programs without a certificate.</summary>
[TestClass]
public sealed class ViewTests
{
    private const int TileSize = 256;

    private static readonly (string City, double Longitude, double Latitude)[] Cities =
        [("Rome", 12.49, 41.89), ("Rovaniemi", 25.73, 66.9), ("Ushuaia", -68.3, -54.8), ("Suva", 178.44, -18.14)];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task View_OfAHost_PassesOnWhatItAnswers()
    {
        await using RunningHost host = await RunningHost.StartAsync("--view-urls", "https://127.0.0.1:0", "--tokens", "secret");
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = await StartAsync(folder, host, "--token", "secret", "--map", "blue-marble");
        string page = await AddressAsync(satcli);
        string root = page.Split('#')[0];
        using var http = new HttpClient();

        Assert.EndsWith("/#map=blue-marble", page);
        byte[] tile = await http.GetByteArrayAsync($"{root}maps/blue-marble/7/40/10", TestContext.CancellationToken);
        using HttpResponseMessage head =
            await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"{root}maps/blue-marble/7/40/10"), TestContext.CancellationToken);
        JsonElement map = JsonDocument.Parse(
            await http.GetStringAsync($"{root}maps/blue-marble/tilejson", TestContext.CancellationToken)).RootElement;
        using HttpResponseMessage missing = await http.GetAsync($"{root}maps/none/tilejson", TestContext.CancellationToken);
        using HttpResponseMessage viewer = await http.GetAsync(root, TestContext.CancellationToken);

        Image stored = await host.Satellite.GetImage(
            new Location { X = 40, Y = 21 },
            new CallOptions(
                new Metadata { { "map", "blue-marble" }, { "token", "secret" } }, cancellationToken: TestContext.CancellationToken));
        CollectionAssert.AreEqual(stored.Bytes.ToArray(), tile);
        Assert.AreEqual((HttpStatusCode.OK, stored.Bytes.Length), (head.StatusCode, (int?)head.Content.Headers.ContentLength));
        Assert.AreEqual($"{root}maps/blue-marble/{{z}}/{{x}}/{{y}}", map.GetProperty("tiles")[0].GetString());
        Assert.AreEqual(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.AreNotEqual(HttpStatusCode.Unauthorized, viewer.StatusCode);
        Assert.AreEqual("nosniff", viewer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task View_OfAMapThatChanges_PassesChangesOnAsTheyCome()
    {
        using var folder = new ScratchFolder();
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--view-urls", "https://127.0.0.1:0", "--map", $"{folder["map.mbtiles"]}#create=4x4,txt");
        using SatcliProcess satcli = await StartAsync(folder, host);
        using var http = new HttpClient();
        using var events = new StreamReader(
            await http.GetStreamAsync($"{await AddressAsync(satcli)}maps/map/changes", TestContext.CancellationToken));
        await UntilAsync(events, "event: ready");

        await host.Client.Archive.PutAsync([Sending.ImageOf(1, 3, "a")], TestContext.CancellationToken);

        await UntilAsync(events, """data: {"z":2,"tiles":[[1,0]]}""");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task View_OfAMapWithHistory_PassesOnThePast()
    {
        using var folder = new ScratchFolder();
        await using RunningHost host = await RunningHost.StartWritableAsync(
            "--view-urls", "https://127.0.0.1:0", "--map", $"{folder["map.mbtiles"]}#create=4x4,txt#history=30d");
        using SatcliProcess satcli = await StartAsync(folder, host);
        Stored first = await host.Client.Archive.PutAsync([Sending.ImageOf(1, 3, "a")], TestContext.CancellationToken);
        await host.Client.Archive.PutAsync([Sending.ImageOf(1, 3, "b")], TestContext.CancellationToken);
        string root = await AddressAsync(satcli);
        using var http = new HttpClient();

        string tile = string.Create(CultureInfo.InvariantCulture, $"{root}maps/map/2/1/0?at={first.Version}");
        using HttpResponseMessage past = await http.GetAsync(tile, TestContext.CancellationToken);
        string now = await http.GetStringAsync($"{root}maps/map/2/1/0", TestContext.CancellationToken);
        using HttpResponseMessage bad = await http.GetAsync($"{root}maps/map/2/1/0?at=soon", TestContext.CancellationToken);

        Assert.AreEqual(("a", "b"), (await past.Content.ReadAsStringAsync(TestContext.CancellationToken), now));
        Assert.AreEqual("max-age=60, private", past.Headers.CacheControl?.ToString());
        Assert.AreEqual(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task View_AskedWithoutItsAddress_TellsNothing()
    {
        await using RunningHost host = await RunningHost.StartAsync("--view-urls", "https://127.0.0.1:0");
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = await StartAsync(folder, host);
        var root = new Uri(await AddressAsync(satcli));
        using var http = new HttpClient();
        string secret = root.Segments[1];

        Assert.AreEqual("127.0.0.1", root.Host);
        Assert.AreEqual(33, secret.Length);
        Assert.AreEqual(HttpStatusCode.OK, await StatusAsync(http, new Uri(root, "maps")), "control");
        foreach (string path in (string[])["/", "/maps", $"/{new string('0', 32)}/maps", $"/{secret[..31]}"])
        {
            Assert.AreEqual(HttpStatusCode.Forbidden, await StatusAsync(http, new Uri(root, path)), path);
        }

        using var rebound = new HttpRequestMessage(HttpMethod.Get, new Uri(root, "maps"))
        {
            Headers = { Host = $"evil.example:{root.Port}" },
        };
        using HttpResponseMessage other = await http.SendAsync(rebound, TestContext.CancellationToken);
        using HttpResponseMessage post = await http.PostAsync(new Uri(root, "maps"), null, TestContext.CancellationToken);
        Assert.IsFalse(other.IsSuccessStatusCode, "a name that somebody made lead here (DNS rebinding)");
        Assert.AreEqual(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task View_OnCtrlC_Ends()
    {
        await using RunningHost host = await RunningHost.StartAsync("--view-urls", "https://127.0.0.1:0");
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = await StartAsync(folder, host);
        await AddressAsync(satcli);

        Posix.Kill(satcli.Id, Posix.SigInt);

        Assert.AreEqual("", (await satcli.EndAsync(readOutput: false)).Expect(ExitCode.Interrupted).Error);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task View_OfAHostWithoutTheirPort_SaysHowToOpenIt()
    {
        await using SatcliOnHost host = await SatcliOnHost.StartAsync();

        (await host.RunAsync("view --no-browser --url https://127.0.0.1:1"))
            .Expect(ExitCode.NoConnection)
            .ExpectError("started with --view-urls");
        (await host.RunAsync("view --url http://localhost"))
            .Expect(ExitCode.Usage)
            .ExpectError("write it as https://localhost:8443");
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Gdal_ReadingTiles_HasThePixelsOfTheFile()
    {
        Gdal.Require(TestContext);
        using var folder = new ScratchFolder();
        string file = folder["world.mbtiles"];
        MakeMap(file, zoom: 2, width: 4, height: 4, ("bounds", "-180,-85.05,180,85.05"));
        MakeMap(folder["geodetic.mbtiles"], zoom: 1, width: 4, height: 2, ("crs", "EPSG:4326"));
        await using RunningHost host = await RunningHost.StartAsync(
            "--view-urls", "https://127.0.0.1:0", "--map", file, "--map", folder["geodetic.mbtiles"]);
        using SatcliProcess satcli = await StartAsync(folder, host);
        string address = await AddressAsync(satcli);
        string tiles = $"{address}maps/world/${{z}}/${{x}}/${{y}}";
        await File.WriteAllTextAsync(
            folder["tiles.xml"],
            $"""
            <GDAL_WMS>
              <Service name="TMS"><ServerUrl>{tiles}</ServerUrl></Service>
              <DataWindow>
                <UpperLeftX>-20037508.342789244</UpperLeftX><UpperLeftY>20037508.342789244</UpperLeftY>
                <LowerRightX>20037508.342789244</LowerRightX><LowerRightY>-20037508.342789244</LowerRightY>
                <TileLevel>2</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY><YOrigin>top</YOrigin>
              </DataWindow>
              <Projection>EPSG:3857</Projection>
              <BlockSizeX>{TileSize}</BlockSizeX><BlockSizeY>{TileSize}</BlockSizeY><BandsCount>3</BandsCount>
            </GDAL_WMS>
            """,
            TestContext.CancellationToken);

        foreach ((string city, double longitude, double latitude) in Cities)
        {
            string ofFile = await ColourAsync(file, longitude, latitude);

            Assert.AreEqual(ofFile, await ColourAsync(folder["tiles.xml"], longitude, latitude), city);
            Assert.AreEqual(ofFile, await ColourAsync($"WMTS:{address}wmts,layer=world", longitude, latitude), city);
            Assert.AreEqual(
                ColourOf((longitude + 180) / 90, (90 - latitude) / 90),
                await ColourAsync($"WMTS:{address}wmts,layer=geodetic", longitude, latitude),
                city);
        }

        // Some of GDAL's drivers add alpha.
        static async Task<string> ColourAsync(string dataset, double longitude, double latitude) =>
            string.Join(' ', (await Gdal.ColourAtAsync(dataset, longitude, latitude)).Split('\n')[..3]);

        // Column and row of the geodetic map from the north-west, in tiles.
        static string ColourOf(double column, double row) => string.Create(
            CultureInfo.InvariantCulture, $"{40 + (50 * (int)column)} {40 + (50 * (1 - (int)row))} {(int)(row % 1 * TileSize)}");
    }

    private static async Task<SatcliProcess> StartAsync(ScratchFolder folder, RunningHost host, params string[] arguments) =>
        SatcliProcess.Start(
            folder.Path,
            null,
            [
                "view", "--no-browser", "--url", await ViewClient.AddressAsync(host.Process), "--certs", host.Certificates.Folder,
                .. arguments,
            ]);

    private static async Task<string> AddressAsync(SatcliProcess satcli)
    {
        using var lines = new StreamReader(satcli.Output, leaveOpen: true);
        return await lines.ReadLineAsync().Patiently() ?? (await satcli.EndAsync(readOutput: false)).Error;
    }

    private static async Task UntilAsync(StreamReader events, string wanted)
    {
        while (await events.ReadLineAsync().Patiently() is { } line)
        {
            if (line == wanted)
            {
                return;
            }
        }

        Assert.Fail($"the stream ended before '{wanted}'");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, Uri address)
    {
        using HttpResponseMessage response = await http.GetAsync(address).Patiently();
        return response.StatusCode;
    }

    // Red tells the column, green the row from the south, and blue the row within the tile from the north.
    private static void MakeMap(string path, int zoom, int width, int height, params (string, string)[] metadata)
    {
        TileSetMaker.Make(
            path,
            [],
            metadata: [("name", "x"), ("format", "png"), ("minzoom", $"{zoom}"), ("maxzoom", $"{zoom}"), .. metadata]);
        for (int x = 0; x < width; x++)
        {
            for (int y = 0; y < height; y++)
            {
                var builder = PngBuilder.Create(TileSize, TileSize, hasAlphaChannel: false);
                for (int i = 0; i < TileSize * TileSize; i++)
                {
                    builder.SetPixel((byte)(40 + (50 * x)), (byte)(40 + (50 * y)), (byte)(i / TileSize), i % TileSize, i / TileSize);
                }

                using var png = new MemoryStream();
                builder.Save(png);
                TileSetMaker.Run(
                    path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"INSERT INTO tiles VALUES ({zoom}, {x}, {y}, X'{Convert.ToHexString(png.ToArray())}')"));
            }
        }
    }
}
