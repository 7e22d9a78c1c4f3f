using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Web;
using BigGustave;
using Microsoft.Playwright;
using Tests.Satellite.Harness;

namespace Tests.Viewer;

/// <summary>The viewer in a browser. Fails the test when the browser's console has an error or a warning.</summary>
internal sealed class ViewerPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = [];

    private ViewerPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout((float)Waiting.Patience.TotalMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    public IPage Page { get; }

    public ILocator Map => Page.Locator("#map");

    public ILocator Position => Page.Locator("#position");

    public ILocator Live => Page.Locator("#live");

    public ILocator TimeSlider => Page.GetByRole(AriaRole.Slider, new() { Name = "Time" });

    public ILocator Time => Page.Locator("#time-label");

    /// <summary>The place that the address leads back to.</summary>
    public (double X, double Y, double Zoom) Place
    {
        get
        {
            var place = HttpUtility.ParseQueryString(new Uri(Page.Url).Fragment.TrimStart('#'));
            return (Number("x"), Number("y"), Number("zoom"));
            double Number(string name) => double.Parse(place[name]!, CultureInfo.InvariantCulture);
        }
    }

    public static async Task<ViewerPage> OpenAsync(IBrowserContext context, string url)
    {
        var page = new ViewerPage(context, await context.NewPageAsync().Patiently());
        await page.Page.GotoAsync(url);
        await page.UntilDrawnAsync();
        return page;
    }

    /// <summary>Waits until all that is to be seen has been loaded and drawn.</summary>
    public Task UntilDrawnAsync() => Assertions.Expect(Map).ToHaveAttributeAsync("aria-busy", "false", new() { Timeout = LongestWait });

    /// <summary>Waits until some element's text is as expected.</summary>
    public static Task UntilAsync(ILocator element, string text) =>
        Assertions.Expect(element).ToContainTextAsync(text, new() { Timeout = LongestWait });

    /// <summary>The colour in the middle of the map.</summary>
    public async Task<(byte Red, byte Green, byte Blue)> MiddleAsync([CallerMemberName] string test = "")
    {
        Png picture = await ScreenshotAsync(test);
        Pixel pixel = picture.GetPixel(picture.Width / 2, picture.Height / 2);
        return (pixel.R, pixel.G, pixel.B);
    }

    /// <summary>What the map looks like; kept under artifacts/viewer.</summary>
    public async Task<Png> ScreenshotAsync([CallerMemberName] string test = "") =>
        Png.Open(await Map.ScreenshotAsync(new() { Path = Path.Combine(Programs.Repository, "artifacts", "viewer", $"{test}.png") }));

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.IsEmpty(_errors, $"the browser's console has: {string.Join('\n', _errors)}");
    }

    private static float LongestWait => (float)Waiting.Patience.TotalMilliseconds;
}
