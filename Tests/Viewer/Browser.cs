using System.Reflection;
using Microsoft.Playwright;
using Tests.Satellite.Harness;

namespace Tests.Viewer;

/// <summary>Debian's Chromium without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it; ends the test as skipped where there is none.</summary>
    public static async Task<Browser> StartAsync(TestContext context)
    {
        Requirement.Check(
            context,
            "A browser for the viewer",
            Requirement.Program("chromium", "chromium"),
            new Requirement("npm, and build the Host again,", HasViewer));
        IPlaywright playwright = await Playwright.CreateAsync().Patiently();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Requirement.Find("chromium"),

            // The sandbox of a process that is root would be none.
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        }).Patiently();
        return new Browser(playwright, browser);
    }

    /// <summary>Opens the viewer with a client's certificate.</summary>
    /// <param name="host">The Host, which was started with <c>--view-urls</c>.</param>
    /// <param name="place">The part of the address that says what to show; null for nothing.</param>
    public async Task<ViewerPage> OpenAsync(RunningHost host, string? place = null)
    {
        string said = await host.Process.WaitForLogAsync("maps can be looked at on");
        string address =
            said[said.IndexOf("https://", StringComparison.Ordinal)..].Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            // The tests' authority is not the system's. Tests of mutual TLS check who the Host is.
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = 800, Height = 500 },
            ClientCertificates =
            [
                new ClientCertificate
                {
                    Origin = address,
                    CertPath = Path.Combine(host.Certificates.Folder, "client-cert.pem"),
                    KeyPath = Path.Combine(host.Certificates.Folder, "client-key.pem"),
                },
            ],
        }).Patiently();
        return await ViewerPage.OpenAsync(context, $"{address}/{(place is null ? "" : $"#{place}")}");
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    // The Host carries it if npm was there when it was built.
    private static bool HasViewer => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "CodeFirstSatellite.Host.dll"))
        .GetManifestResourceNames()
        .Contains("viewer/ol.js");
}
