using System.Globalization;
using System.Text.Json;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Areas as folders of tiles, as web maps have them.</summary>
[TestClass]
public sealed class TileFolderTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Folder_OfAWebMercatorMap_HasEachCityInTheTileOfWebMaps()
    {
        using var folder = new ScratchFolder();
        TestMaps.MakeWeb(folder["web.mbtiles"]);
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", folder["web.mbtiles"]);

        (await satcli.RunAsync("get-area -o tiles/")).Expect(0);

        using JsonDocument json = await ReadAsync(satcli.Folder["tiles/tilejson.json"]);
        string template = json.RootElement.GetProperty("tiles")[0].GetString()!;
        Assert.AreEqual("xyz", json.RootElement.GetProperty("scheme").GetString());
        foreach ((double longitude, double latitude) in TestMaps.Cities)
        {
            (await satcli.RunAsync(FormattableString.Invariant($"get-image --lon {longitude} --lat {latitude} -o tile.png"))).Expect(0);

            // https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames
            int side = 1 << TestMaps.WebZoom;
            int x = (int)((longitude + 180) / 360 * side);
            int y = (int)((1 - (Math.Asinh(Math.Tan(latitude * Math.PI / 180)) / Math.PI)) / 2 * side);
            string path = template
                .Replace("{z}", $"{TestMaps.WebZoom}", StringComparison.Ordinal)
                .Replace("{x}", $"{x}", StringComparison.Ordinal)
                .Replace("{y}", $"{y}", StringComparison.Ordinal);

            CollectionAssert.AreEqual(
                await File.ReadAllBytesAsync(satcli.Folder["tile.png"], TestContext.CancellationToken),
                await File.ReadAllBytesAsync(satcli.Folder["tiles/" + path], TestContext.CancellationToken));
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Folder_OfAPartOfAGeodeticMap_SaysWhichPartAndItsCrs()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--map", Earth.Pictures);

        // A folder that is there, which gets the description beside the tiles.
        Directory.CreateDirectory(satcli.Folder["tiles"]);
        (await satcli.RunAsync("get-area --bbox 5.8,47.2,15.1,55.1 -o tiles")).Expect(0);

        CollectionAssert.AreEquivalent(
            new[] { "7", "tilejson.json" },
            Directory.GetFileSystemEntries(satcli.Folder["tiles"]).Select(Path.GetFileName).ToArray());
        using JsonDocument json = await ReadAsync(satcli.Folder["tiles/tilejson.json"]);
        Assert.AreEqual(
            """
            tilejson 3.0.0
            id earth-80x32
            name Earth 80x32
            attribution NASA Blue Marble Next Generation (public domain)
            scheme xyz
            tiles {z}/{x}/{y}.jpg
            minzoom 7
            maxzoom 7
            bounds 4.5 45 18 56.25
            content_type image/jpeg
            crs EPSG:4326
            zoom 7
            grid 80 32
            grid_bounds -180 -90 180 90
            """,
            string.Join('\n', json.RootElement.EnumerateObject()
                .Where(member => member.Name != "description")
                .Select(member => $"{member.Name} {TextOf(member.Value)}")));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Folder_OfAMapWithoutZoomLevels_CountsAsSatcliDoes()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();

        (await satcli.RunAsync("get-area --ll 5,1 --ur 6,1 -o letters/")).Expect(0);

        CollectionAssert.AreEquivalent(
            new[] { "5/1.txt", "6/1.txt" },
            Directory.GetFiles(satcli.Folder["letters"], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(satcli.Folder["letters"], file)).ToArray());
    }

    // Numbers to a millionth, since some are computed.
    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(TextOf)),
        JsonValueKind.Number => Math.Round(value.GetDouble(), 6).ToString(CultureInfo.InvariantCulture),
        _ => value.GetString()!,
    };

    private async Task<JsonDocument> ReadAsync(string path) =>
        JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.CancellationToken));
}
