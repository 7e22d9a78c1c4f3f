using System.Globalization;
using CodeFirstSatellite.Contracts;
using Microsoft.Playwright;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Viewer;

/// <summary>The viewer's control that goes back in time, as a person with a browser and a keyboard has it.</summary>
[TestClass]
public sealed class TimeTests
{
    // Where the middle of the map is that of a cell.
    private const string CellToMove = "map=past&x=-45&y=45&zoom=2";
    private const string CellToStoreIn = "map=past&x=45&y=-45&zoom=2";

    private static readonly (byte Red, byte Green, byte Blue) A = (250, 120, 10);
    private static readonly (byte Red, byte Green, byte Blue) B = (10, 60, 240);
    private static readonly (byte Red, byte Green, byte Blue) C = (20, 220, 90);

    private static ScratchFolder _folder = null!;
    private static RunningHost _host = null!;
    private static Browser _browser = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _browser = await Browser.StartAsync(context);
        _folder = new ScratchFolder();
        string[] maps =
        [
            "--view-urls", "https://127.0.0.1:0",
            "--map", $"past={_folder["past.mbtiles"]}#create=4x2,png#history=30d",
            "--map", $"letters={_folder["letters.mbtiles"]}#create=4x2,txt#history=30d",
            "--map", $"present={_folder["present.mbtiles"]}#create=4x2,png",
        ];
        await using (RunningHost host = await RunningHost.StartWritableAsync(maps))
        {
            foreach (((byte, byte, byte) colour, string letter) in (((byte, byte, byte), string)[])[(A, "%"), (B, " ")])
            {
                await PutAsync(host, "past", cell => new Image { X = cell % 4, Y = cell / 4, Bytes = PictureOf(colour) });
                await PutAsync(host, "letters", cell => Sending.ImageOf(cell % 4, cell / 4, letter));
            }
        }

        MoveBack("past");
        MoveBack("letters");
        _host = await RunningHost.StartWritableAsync(maps);
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

    [TestMethod]
    public async Task Slider_MovedByKeys_ShowsThePastUntilNow()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, CellToMove);
        Assert.AreEqual(B, await page.MiddleAsync("now-before-the-past"));
        await Assertions.Expect(page.Time).ToHaveTextAsync("now");

        // A tenth of ten hours each.
        await MoveAsync(page, "PageDown", times: 4);

        Assert.AreEqual(A, await page.MiddleAsync());
        await Assertions.Expect(page.Time).ToContainTextAsync(" UTC");
        await Assertions.Expect(page.TimeSlider).ToHaveAttributeAsync("aria-valuetext", await page.Time.InnerTextAsync());
        await ViewerPage.UntilAsync(page.Live, "The past: changes are not shown.");
        DateTimeOffset shown = TimeOf(page);
        Assert.IsLessThan(TimeSpan.FromMinutes(5), (DateTimeOffset.UtcNow.AddHours(-4) - shown).Duration(), $"four hours ago: {shown}");
        await page.Page.ScreenshotAsync(
            new() { Path = Path.Combine(Programs.Repository, "artifacts", "viewer", "slider-in-the-past.png") });

        await MoveAsync(page, "ArrowLeft");
        Assert.IsLessThan(shown, TimeOf(page));
        await MoveAsync(page, "Home");
        Assert.AreNotEqual(A, await page.MiddleAsync("before-the-first-image"));

        await page.TimeSlider.PressAsync("Tab");
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Button, new() { Name = "Now" })).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilDrawnAsync();

        Assert.AreEqual(B, await page.MiddleAsync("now-after-the-past"));
        await Assertions.Expect(page.Time).ToHaveTextAsync("now");
        await ViewerPage.UntilAsync(page.Live, "changes appear as they are stored");
        Assert.IsFalse(page.Page.Url.Contains("at=", StringComparison.Ordinal), page.Page.Url);
    }

    [TestMethod]
    public async Task Change_WhileThePastIsShown_AppearsWithNow()
    {
        string fourHoursAgo = DateTime.UtcNow.AddHours(-4).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await using ViewerPage page = await _browser.OpenAsync(_host, CellToStoreIn);
        await ViewerPage.UntilAsync(page.Live, "changes appear as they are stored");
        Assert.AreEqual(B, await page.MiddleAsync("now-before-the-change"));
        await MoveAsync(page, "PageDown", times: 4);
        Assert.AreEqual(A, await page.MiddleAsync("past-before-the-change"));

        await _host.Client.Archive.PutAsync(
            [new Image { X = 2, Y = 0, Bytes = PictureOf(C) }], Sending.OnMap("past", TestContext.CancellationToken));

        await MoveAsync(page, "ArrowLeft");
        Assert.AreEqual(A, await page.MiddleAsync("past-after-the-change"));
        await MoveAsync(page, "End");
        await ViewerPage.UntilAsync(page.Live, "1 image changed");
        await page.UntilDrawnAsync();
        Assert.AreEqual(C, await page.MiddleAsync());
        await page.Page.GotoAsync("about:blank");
        await using ViewerPage again = await _browser.OpenAsync(_host, $"{CellToStoreIn}&at={fourHoursAgo}");
        Assert.AreEqual(A, await again.MiddleAsync("past-by-the-address"));
        await Assertions.Expect(again.Time).ToContainTextAsync(fourHoursAgo[..10]);
    }

    [TestMethod]
    public async Task Slider_OfAMapOfLetters_ShowsThePast()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=letters&x=-45&y=45&zoom=2");
        Assert.IsFalse(ViewerTests.HasInk(await page.ScreenshotAsync("letters-of-now"), dark: true));

        await MoveAsync(page, "PageDown", times: 4);

        Assert.IsTrue(ViewerTests.HasInk(await page.ScreenshotAsync(), dark: true));
    }

    [TestMethod]
    public async Task Map_WithoutHistory_HasNoSlider()
    {
        await using ViewerPage page = await _browser.OpenAsync(_host, "map=present");
        await Assertions.Expect(page.Page.Locator("#time")).ToBeHiddenAsync();

        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Map" }).SelectOptionAsync("past");

        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Time" })).ToBeVisibleAsync();
        await Assertions.Expect(page.TimeSlider).ToBeVisibleAsync();
        await page.UntilDrawnAsync();
    }

    private static async Task MoveAsync(ViewerPage page, string key, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            await page.TimeSlider.PressAsync(key);
        }

        await page.UntilDrawnAsync();
    }

    private static DateTimeOffset TimeOf(ViewerPage page) => DateTimeOffset.Parse(
        Uri.UnescapeDataString(page.Page.Url.Split("at=")[1]), CultureInfo.InvariantCulture);

    private static async Task PutAsync(RunningHost host, string map, Func<int, Image> imageOf) =>
        await host.Client.Archive.PutAsync(Enumerable.Range(0, 8).Select(imageOf), Sending.OnMap(map, CancellationToken.None));

    private static byte[] PictureOf((byte Red, byte Green, byte Blue) colour) =>
        TestPictures.Plain(16, colour.Red, colour.Green, colour.Blue);

    // By the file, A came six hours ago, B two hours ago, and the history is of ten hours.
    private static void MoveBack(string map) => TileSetMaker.Run(_folder[$"{map}.mbtiles"], """
        UPDATE tile_history SET since = since - 6 * 3600000000, until = until - 2 * 3600000000;
        UPDATE tile_versions SET version = version - 2 * 3600000000;
        UPDATE tile_history_kept SET since = since - 10 * 3600000000;
        """);
}
