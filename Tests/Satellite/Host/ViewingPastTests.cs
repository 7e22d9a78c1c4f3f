using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The port of people and GIS tools as of an earlier time, for maps with <c>#history=</c>.</summary>
[TestClass]
public sealed class ViewingPastTests
{
    private const string NoHistory = "the map 'present' keeps no older images; a server keeps those of a file or database with --map ";
    private const string TooOld = "the map 'letters' can be shown as it was from 20";
    private const string NotATime = "the parameter 'at' is 'yesterday'; expected a time such as 2026-11-20T12:00:00Z, or a version\n";

    private static ScratchFolder _folder = null!;
    private static RunningHost _host = null!;
    private static ViewClient _client = null!;

    // After each of three changes of the map of letters.
    private static long[] _versions = [];

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _folder = new ScratchFolder();
        _host = await RunningHost.StartWritableAsync(
            "--view-urls", "https://127.0.0.1:0",
            "--map", $"letters={_folder["letters.mbtiles"]}#create=2x2,txt#history=30d",
            "--map", $"pictures={_folder["pictures.mbtiles"]}#create=4x2,png#history=30d",
            "--map", $"present={_folder["present.mbtiles"]}#create=4x2,png");
        _client = await ViewClient.OfAsync(_host);
        _versions =
        [
            await PutAsync("letters", [Sending.ImageOf(0, 0, "a"), Sending.ImageOf(1, 1, "b")], context),
            await PutAsync("letters", [Sending.ImageOf(0, 0, "c")], context),
            await PutAsync("letters", [Sending.ImageOf(0, 0, "d"), Sending.ImageOf(1, 0, "e")], context),
        ];
        Image picture = new() { X = 1, Y = 1, Bytes = TestPictures.Plain(16, 1, 2, 3) };
        await PutAsync("pictures", [picture], context);
        await PutAsync("present", [picture], context);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow(0, 0, "a", " b\na \n")]
    [DataRow(1, -1, "a", " b\na \n")]
    [DataRow(1, 0, "c", " b\nc \n")]
    [DataRow(2, 0, "d", " b\nde\n")]
    [DataRow(2, 1, "d", " b\nde\n")]
    public async Task Tile_AsOfATime_IsTheImageOfThen(int change, int later, string image, string letters)
    {
        foreach (string at in (string[])[Number(_versions[change] + later), Text(_versions[change] + later)])
        {
            Assert.AreEqual((HttpStatusCode.OK, image), await _client.ReadAsync($"/maps/letters/1/0/1?at={at}"));
            Assert.AreEqual((HttpStatusCode.OK, letters), await _client.ReadAsync($"/maps/letters/letters?at={at}"));
        }
    }

    [TestMethod]
    public async Task Tile_OfACellThatHadNoImageThen_IsNoContent()
    {
        using HttpResponseMessage then = await _client.GetAsync($"/maps/letters/1/1/1?at={_versions[1]}");

        Assert.AreEqual(HttpStatusCode.NoContent, then.StatusCode);
        Assert.AreEqual("max-age=60, private", then.Headers.CacheControl?.ToString());
        Assert.AreEqual((HttpStatusCode.OK, "e"), await _client.ReadAsync("/maps/letters/1/1/1"));
    }

    [TestMethod]
    public async Task Tile_OfThePast_HasATagAndIsKeptForAMinute()
    {
        string past = $"/maps/letters/1/0/1?at={_versions[1]}";
        using HttpResponseMessage first = await _client.GetAsync(past);
        string tag = first.Headers.ETag!.ToString();

        using HttpResponseMessage same = await _client.GetAsync(past, ("If-None-Match", tag));
        using HttpResponseMessage other = await _client.GetAsync($"/maps/letters/1/0/1?at={_versions[0]}", ("If-None-Match", tag));
        using HttpResponseMessage letters = await _client.GetAsync($"/maps/letters/letters?at={_versions[1]}");
        using HttpResponseMessage future = await _client.GetAsync("/maps/letters/1/0/1?at=2999-01-01");

        Assert.AreEqual("max-age=60, private", first.Headers.CacheControl?.ToString());
        Assert.AreEqual((HttpStatusCode.NotModified, tag), (same.StatusCode, same.Headers.ETag?.ToString()));
        Assert.AreEqual(HttpStatusCode.OK, other.StatusCode);
        Assert.AreEqual("max-age=60, private", letters.Headers.CacheControl?.ToString());
        Assert.AreEqual("no-cache, private", future.Headers.CacheControl?.ToString(), "what is yet to change is not kept");
    }

    [TestMethod]
    [DataRow("/maps/letters/1/0/1?at=yesterday", HttpStatusCode.BadRequest, NotATime)]
    [DataRow("/maps/letters/letters?at=yesterday", HttpStatusCode.BadRequest, NotATime)]
    [DataRow("/maps/letters/tilejson?at=yesterday", HttpStatusCode.BadRequest, NotATime)]
    [DataRow("/maps/present/1/0/0?at=yesterday", HttpStatusCode.BadRequest, NotATime)]
    [DataRow("/wmts?at=yesterday", HttpStatusCode.BadRequest, NotATime)]
    [DataRow("/maps/letters/1/0/1?at=", HttpStatusCode.BadRequest, "the parameter 'at' is ''; expected a time")]
    [DataRow("/maps/letters/1/0/1?at=2026-01-01&at=1", HttpStatusCode.BadRequest, "the parameter 'at' is '2026-01-01,1'; expected a time")]
    [DataRow("/maps/letters/1/0/1?at=2001-01-01", HttpStatusCode.Gone, TooOld)]
    [DataRow("/maps/letters/letters?at=1", HttpStatusCode.Gone, TooOld)]
    [DataRow("/maps/letters/tilejson?at=2001-01-01T00:00Z", HttpStatusCode.Gone, TooOld)]
    [DataRow("/maps/present/1/0/0?at=2999-01-01", HttpStatusCode.NotFound, NoHistory)]
    [DataRow("/maps/present/tilejson?at=2999-01-01", HttpStatusCode.NotFound, NoHistory)]
    [DataRow("/maps/letters/7/0/1?at=2001-01-01", HttpStatusCode.NotFound, "the map 'letters' has no zoom level 7; it has 1\n")]
    public async Task Time_ThatCannotBeShown_IsRefused(string path, HttpStatusCode status, string message)
    {
        (HttpStatusCode got, string text) = await _client.ReadAsync(path);

        Assert.AreEqual(status, got, text);
        Assert.StartsWith(message, text);
    }

    [TestMethod]
    public async Task TileJson_OfAMapWithHistory_SaysHowFarItGoesBack()
    {
        JsonElement now = await DescribeAsync("/maps/letters/tilejson");
        JsonElement then = await DescribeAsync($"/maps/letters/tilejson?at={_versions[0]}");
        JsonElement present = await DescribeAsync("/maps/present/tilejson");

        string since = now.GetProperty("history_since").GetString()!;
        Assert.AreEqual(HttpStatusCode.NoContent, (await _client.ReadAsync($"/maps/letters/1/0/1?at={since}")).Status);
        Assert.EndsWith("/maps/letters/{z}/{x}/{y}", now.GetProperty("tiles")[0].GetString());
        Assert.EndsWith($"/maps/letters/{{z}}/{{x}}/{{y}}?at={Text(_versions[0])}", then.GetProperty("tiles")[0].GetString());
        Assert.IsFalse(present.TryGetProperty("history_since", out _), "a map without history");
    }

    [TestMethod]
    public async Task Wmts_AsOfATime_HasTheMapsThatCanBeShownAndTheirTilesOfThen()
    {
        XDocument now = XDocument.Parse((await _client.ReadAsync("/wmts")).Text);
        XDocument then = XDocument.Parse((await _client.ReadAsync("/wmts?at=2998-01-01")).Text);
        XDocument early = XDocument.Parse((await _client.ReadAsync("/wmts?request=GetCapabilities&at=2001-01-01")).Text);

        CollectionAssert.AreEqual(
            new[] { "/maps/pictures/{TileMatrix}/{TileCol}/{TileRow}", "/maps/present/{TileMatrix}/{TileCol}/{TileRow}" }, Templates(now));
        CollectionAssert.AreEqual(
            new[] { "/maps/pictures/{TileMatrix}/{TileCol}/{TileRow}?at=2998-01-01T00:00:00.000000Z" }, Templates(then));
        Assert.IsEmpty(Templates(early));

        static string[] Templates(XDocument capabilities) =>
        [
            .. from resource in capabilities.Descendants("{http://www.opengis.net/wmts/1.0}ResourceURL")
               let template = resource.Attribute("template")!.Value
               select template[template.IndexOf("/maps/", StringComparison.Ordinal)..],
        ];
    }

    private static async Task<long> PutAsync(string map, Image[] images, TestContext context) =>
        (await _host.Client.Archive.PutAsync(images, Sending.OnMap(map, context.CancellationToken))).Version;

    private static async Task<JsonElement> DescribeAsync(string path) =>
        JsonDocument.Parse((await _client.ReadAsync(path)).Text).RootElement;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(long version) => DateTimeOffset.UnixEpoch.AddMicroseconds(version)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
