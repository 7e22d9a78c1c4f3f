using System.Globalization;
using System.Text.RegularExpressions;
using BigGustave;
using CodeFirstSatellite.Contracts;
using Microsoft.Playwright;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Viewer;

/// <summary>The viewer as a person with a browser has it.</summary>
[TestClass]
public sealed class ViewerTests
{
    private const string Africa = "map=letters&x=20&y=10&zoom=2";

    private static ScratchFolder _folder = null!;
    private static RunningHost _host = null!;
    private static Browser _browser = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _browser = await Browser.StartAsync(context);
        _folder = new ScratchFolder();
        MakeMap("mercator", zoom: 2, width: 4, height: 4, ("name", "Mercator's world"), ("attribution", "<b>by</b> somebody"));
        MakeMap("geodetic", zoom: 1, width: 4, height: 2, ("crs", "EPSG:4326"));
        MakeMap("part", zoom: 0, width: 2, height: 2, ("crs", "EPSG:4326"), ("grid", "2x2"), ("bounds", "10,40,14,42"));
        MakeMap("levels", zoom: 3, width: 2, height: 2);
        TileSetMaker.Run(
            _folder["levels.mbtiles"], $"INSERT INTO tiles VALUES (0, 0, 0, X'{Convert.ToHexString(Picture(200, 10, 30))}')");
        MakeMap("lower", zoom: 3, width: 2, height: 2);
        MakeMap("higher", zoom: 3, width: 2, height: 2);
        TileSetMaker.Run(
            _folder["lower.mbtiles"], $"INSERT INTO tiles VALUES (0, 0, 0, X'{Convert.ToHexString(Picture(200, 10, 30))}')");
        _host = await RunningHost.StartWritableAsync(
            "--view-urls", "https://127.0.0.1:0",
            "--map", _folder["mercator.mbtiles"],
            "--map", _folder["geodetic.mbtiles"],
            "--map", _folder["part.mbtiles"],
            "--map", _folder["levels.mbtiles"],
            "--map", _folder["lower.mbtiles"],
            "--map", _folder["higher.mbtiles"],
            "--map", $"letters={Earth.File}#bounds=-180,-90,180,90");
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _folder.Dispose();
        }

        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    // Row 3 of the Mercator map begins at 66.51 degrees north; row 1 of the geodetic one at the equator.
    [TestMethod]
    [DataRow("mercator", 12.49, 41.89, 4, 2, 2, DisplayName = "Rome, Mercator")]
    [DataRow("mercator", 25.78, 71.17, 4, 2, 3, DisplayName = "the North Cape, Mercator")]
    [DataRow("mercator", -68.3, -54.8, 4, 1, 1, DisplayName = "Ushuaia, Mercator")]
    [DataRow("geodetic", 12.49, 41.89, 4, 2, 1, DisplayName = "Rome, geodetic")]
    [DataRow("geodetic", -68.3, -54.8, 4, 1, 0, DisplayName = "Ushuaia, geodetic")]
    [DataRow("part", 12.49, 41.89, 8, 1, 1, DisplayName = "Rome, on a part of Earth")]
    [DataRow("part", 11.9, 40.9, 8, 0, 0, DisplayName = "near its middle, on a part of Earth")]
    public async Task Place_OnEarth_HasTheImageOfItsCell(string map, double x, double y, int zoom, int column, int row)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"map={map}&x={x}&y={y}&zoom={zoom}");

        await using ViewerPage page = await _browser.OpenAsync(_host, place);

        await ViewerPage.UntilAsync(page.Position, $"cell {column}, {row}");
        Assert.AreEqual(ColourOf(column, row), await page.MiddleAsync($"{map}-{column}-{row}"));
    }

    // Of zoom level 3 there are only the four images in the south-west.
    [TestMethod]
    [DataRow("x=0&y=0&zoom=0", 200, 10, 30, DisplayName = "from afar")]
    [DataRow("x=-157.5&y=-82.7&zoom=4", 40, 40, 90, DisplayName = "near, where the high level has an image")]
    [DataRow("x=-112.5&y=-77&zoom=4", 90, 90, 90, DisplayName = "near, the next image but one")]
    [DataRow("x=20&y=20&zoom=4", 200, 10, 30, DisplayName = "near, where only the low level has one")]
    public async Task ZoomLevels_OfAMap_AreShownWhereTheyAreSharpest(string place, int red, int green, int blue)
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, $"map=levels&{place}");

        Assert.AreEqual(((byte)red, (byte)green, (byte)blue), await page.MiddleAsync($"levels-{place.GetHashCode():x}"));
    }

    [TestMethod]
    public async Task Image_ThatIsStored_AppearsWhileTheMapIsShown()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=geodetic&x=100&y=-45&zoom=3");
        await ViewerPage.UntilAsync(page.Live, "changes appear as they are stored");
        Assert.AreEqual(ColourOf(3, 0), await page.MiddleAsync("before-the-change"));

        await _host.Client.Archive.PutAsync(
            [new Image { X = 3, Y = 0, Bytes = Picture(1, 2, 250) }], Sending.OnMap("geodetic", TestContext.CancellationToken));

        await ViewerPage.UntilAsync(page.Live, "1 image changed");
        await page.UntilDrawnAsync();
        Assert.AreEqual(((byte)1, (byte)2, (byte)250), await page.MiddleAsync());
    }

    [TestMethod]
    public async Task Image_OfALowerZoomLevel_AppearsWhileTheMapIsShown()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=lower&x=0&y=0&zoom=0");
        await ViewerPage.UntilAsync(page.Live, "changes appear as they are stored");
        Assert.AreEqual(((byte)200, (byte)10, (byte)30), await page.MiddleAsync("before-the-lower-change"));

        await PutAsync("lower", zoom: 0, Picture(1, 250, 2));

        await ViewerPage.UntilAsync(page.Live, "1 image changed");
        await page.UntilDrawnAsync();
        Assert.AreEqual(((byte)1, (byte)250, (byte)2), await page.MiddleAsync());
    }

    [TestMethod]
    public async Task ZoomLevel_ThatIsNew_AppearsWhileTheMapIsShown()
    {
        const string Place = "map=higher&x=20.00000&y=20.00000&zoom=4.00";
        (byte, byte, byte) stored = (2, 1, 250);
        await using ViewerPage page = await _browser.OpenAsync(_host, Place);
        await ViewerPage.UntilAsync(page.Live, "changes appear as they are stored");
        Assert.AreNotEqual(stored, await page.MiddleAsync("before-the-level"));

        await page.Page.RunAndWaitForResponseAsync(
            () => PutAsync("higher", zoom: 0, Picture(2, 1, 250)),
            response => response.Url.EndsWith("/maps/higher/0/0/0", StringComparison.Ordinal));

        await page.UntilDrawnAsync();
        Assert.AreEqual(stored, await page.MiddleAsync());
        Assert.EndsWith($"#{Place}", page.Page.Url, "the place is still the same");
    }

    [TestMethod]
    public async Task Keyboard_OnTheMap_PansAndZooms()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=mercator&x=0&y=0&zoom=4");
        await page.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Page.GetByLabel("Map", new() { Exact = true })).ToBeFocusedAsync();
        await page.Map.FocusAsync();
        string before = await page.Position.InnerTextAsync();

        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Position).Not.ToHaveTextAsync(before);
        await page.UntilDrawnAsync();
        (double x, _, double zoom) = page.Place;
        await page.Page.Keyboard.PressAsync("+");

        // The browser is asked. Waiting for the event of the change would miss one that comes while the wait begins.
        await Assertions.Expect(page.Page).Not.ToHaveURLAsync(new Regex("zoom=4\\.00$"));

        Assert.IsGreaterThan(0, x);
        Assert.IsGreaterThan(zoom, page.Place.Zoom);
    }

    [TestMethod]
    public async Task Pointer_OverTheMap_HasItsPlaceInALiveRegion()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=part&x=12&y=41&zoom=7");
        LocatorBoundingBoxResult box = (await page.Map.BoundingBoxAsync())!;

        await page.Page.Mouse.MoveAsync(box.X + (box.Width / 2) + 10, box.Y + (box.Height / 2) - 10);

        await ViewerPage.UntilAsync(page.Position, "cell 1, 1");
        Assert.AreEqual("polite", await page.Position.GetAttributeAsync("aria-live"));
    }

    [TestMethod]
    public async Task Page_ForAScreenReader_HasLandmarksAndNames()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host);

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Banner)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Contentinfo)).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Satellite maps");
        await Assertions.Expect(
            page.Page.GetByRole(AriaRole.Application, new() { Name = "Map Mercator's world, 4 by 4 images" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Map" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Whole map" })).ToHaveCountAsync(1);
        await ViewerPage.UntilAsync(page.Page.Locator(".ol-attribution"), "by somebody");
        Assert.AreEqual(0, await page.Page.Locator(".ol-attribution b").CountAsync(), "an attribution brings no elements but links");
    }

    [TestMethod]
    public async Task Letters_OfTheEarth_AreDrawnWhereThereIsLand()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, Africa);

        Png picture = await page.ScreenshotAsync();

        Assert.IsTrue(HasInk(picture, dark: true), "land in Africa");
        await page.Page.GotoAsync("about:blank");
        await using ViewerPage sea = await _browser.OpenAsync(_host, "map=letters&x=-140&y=-20&zoom=6");
        Assert.IsFalse(HasInk(await sea.ScreenshotAsync("letters-sea"), dark: true), "sea in the Pacific");
    }

    [TestMethod]
    public async Task Letters_OverPicturesInMercator_AreALayerThatCanBeChosen()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=mercator&x=20&y=10&zoom=4");
        Assert.IsFalse(HasInk(await page.ScreenshotAsync("letters-off"), dark: false));

        await page.Page.GetByLabel("Land in letters").CheckAsync();
        await page.UntilDrawnAsync();

        Assert.IsTrue(HasInk(await page.ScreenshotAsync(), dark: false));
    }

    [TestMethod]
    public async Task Map_ThatIsChosen_IsShown()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=mercator");

        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Map" }).SelectOptionAsync("part");

        await ViewerPage.UntilAsync(page.Position, "longitude 12.0000, latitude 41.0000");
        await page.UntilDrawnAsync();
        await page.ScreenshotAsync();
        StringAssert.Contains(page.Page.Url, "#map=part&x=12.00000&y=41.00000", StringComparison.Ordinal);
    }

    private async Task PutAsync(string map, int zoom, byte[] picture) => await _host.Client.Archive.PutAsync(
        [new Image { Bytes = picture }],
        new CallOptions(
            new Metadata { { "map", map }, { "zoom", zoom.ToString(CultureInfo.InvariantCulture) } },
            cancellationToken: TestContext.CancellationToken));

    private static void MakeMap(string name, int zoom, int width, int height, params (string, string)[] metadata)
    {
        string path = _folder[$"{name}.mbtiles"];
        TileSetMaker.Make(path, [], metadata: [("format", "png"), .. metadata]);
        for (int x = 0; x < width; x++)
        {
            for (int y = 0; y < height; y++)
            {
                (byte red, byte green, byte blue) = ColourOf(x, y);
                TileSetMaker.Run(
                    path,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"INSERT INTO tiles VALUES ({zoom}, {x}, {y}, X'{Convert.ToHexString(Picture(red, green, blue))}')"));
            }
        }
    }

    // No two cells of a map have the same.
    private static (byte Red, byte Green, byte Blue) ColourOf(int x, int y) => ((byte)(40 + (50 * x)), (byte)(40 + (50 * y)), 90);

    private static byte[] Picture(byte red, byte green, byte blue) => TestPictures.Plain(16, red, green, blue);

    // Letters are dark by themselves, and yellow over pictures. The controls are at the edges.
    internal static bool HasInk(Png picture, bool dark)
    {
        for (int x = picture.Width / 4; x < picture.Width * 3 / 4; x++)
        {
            for (int y = picture.Height / 4; y < picture.Height * 3 / 4; y++)
            {
                Pixel pixel = picture.GetPixel(x, y);
                if (dark ? pixel.R + pixel.G + pixel.B < 200 : pixel is { R: > 220, G: > 220, B: < 60 })
                {
                    return true;
                }
            }
        }

        return false;
    }
}
