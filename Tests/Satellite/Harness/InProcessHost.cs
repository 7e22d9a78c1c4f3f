using System.Text;
using CodeFirstSatellite.Host;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Tests.Satellite.Harness;

/// <summary>
/// The Host's application in the test's own process, for maps that no file can be: real Kestrel, real mutual TLS, a port of its
/// own. Fails the test when its log has a warning.
/// </summary>
internal sealed class InProcessHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MemoryStream _log;
    private readonly LineQueue _lines;

    private InProcessHost(TestCertificates certificates, WebApplication app, MemoryStream log, LineQueue lines)
    {
        _app = app;
        _log = log;
        _lines = lines;
        Certificates = certificates;
        Address = Listeners.Describe(app);
        Client = NewClient();
    }

    public TestCertificates Certificates { get; }

    public string Address { get; }

    public HostClient Client { get; }

    public static async Task<InProcessHost> StartAsync(params IMapSource[] maps)
    {
        var certificates = new TestCertificates();
        var options = new SatelliteOptions
        {
            CertificateFolder = certificates.Folder,
            Urls = ListenAddress.ParseList("https://127.0.0.1:0"),
        };
        var log = new MemoryStream();
        var lines = new LineQueue(log);
        WebApplication app = new SatelliteApp
        {
            Options = options,
            Configuration = new ConfigurationManager(),
            Maps = new MapDirectory(maps),
            Tokens = TokenList.Load(options),
            Identity = CertificateFiles.Load(options, TimeProvider.System),
            Log = lines,
            Listen = (kestrel, configure) => Listeners.Open(kestrel, options.Urls, configure),
        }.Build();
        await Listeners.StartAsync(app);
        return new InProcessHost(certificates, app, log, lines);
    }

    /// <summary>A client with a connection of its own.</summary>
    public HostClient NewClient() => new(Address, Certificates, Certificates.Client);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Drain.RunAsync(_app, TimeSpan.FromSeconds(1), TimeProvider.System);
        await _app.DisposeAsync();
        _lines.Dispose();
        string[] warnings = [.. Encoding.UTF8
            .GetString(_log.ToArray())
            .Split('\n')
            .Where(line => line.Split(' ') is [_, "warn" or "error" or "critical", ..])];
        Certificates.Dispose();
        Assert.HasCount(0, warnings, $"the Host logged: {string.Join('\n', warnings)}");
    }
}
