using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>
/// Another port, read-only, for people and GIS tools: the maps' tiles over HTTP/1.1 and HTTP/2, and a viewer. It is an application of its
/// own, so no gRPC service can be reached through it. What admits, limits and logs clients is that of calls.
/// </summary>
internal sealed partial class ViewingPort : IAsyncDisposable
{
    private const int LongestRequestLine = 4 * 1024;

    private readonly WebApplication _app;

    private ViewingPort(WebApplication app) => _app = app;

    /// <summary>Opens the port, if the options name one.</summary>
    /// <param name="options">The options.</param>
    /// <param name="host">The application of the calls, whose services it shares.</param>
    /// <exception cref="StartException">The port is taken or not allowed.</exception>
    public static async Task<ViewingPort?> OpenAsync(SatelliteOptions options, WebApplication host)
    {
        if (options.ViewUrls.Count == 0)
        {
            return null;
        }

        WebApplication app = Build(options.ViewUrls, host.Services);
        try
        {
            await Listeners.StartAsync(app, "--view-urls https://localhost:8444");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory.Host);
        Shown(logger, Listeners.Describe(app));
        return new ViewingPort(app);
    }

    /// <summary>Takes no more requests. Those under way may finish for some time; changes are no longer told.</summary>
    public async Task StopAsync(TimeSpan longest, TimeProvider time)
    {
        using var over = new CancellationTokenSource(longest, time);
        await _app.StopAsync(over.Token);
    }

    /// <summary>Closes the port.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build(IReadOnlyList<ListenAddress> addresses, IServiceProvider host)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services
            .AddSingleton(host.GetRequiredService<ILoggerFactory>())
            .AddSingleton<IHostLifetime, NoLifetime>()
            .AddRoutingCore()
            .Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Set(kestrel);

            // Unlike calls, nobody streams slowly here on purpose.
            kestrel.Limits.MinResponseDataRate = new KestrelServerLimits().MinResponseDataRate;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
            Listeners.Open(kestrel, addresses, endpoint => SatelliteApp.Guard(endpoint, host, HttpProtocols.Http1AndHttp2));
        });

        // After Kestrel's own, which it replaces.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        WebApplication app = builder.Build();
        var requests = new ViewRequests(
            new ViewLog(
                host.GetRequiredService<ILoggerFactory>(),
                host.GetRequiredService<LineBudget>(),
                host.GetRequiredService<TimeProvider>(),
                host.GetRequiredService<HostMetrics>(),
                host.GetRequiredService<AuditLog>()),
            host.GetRequiredService<CallQuota>(),
            host.GetRequiredService<Reloadable<TokenList>>(),
            host.GetRequiredService<MapFailures>());
        var maps = new ViewedMaps(host.GetRequiredService<MapDirectory>(), host.GetRequiredService<Reloadable<AccessList>>());
        app.Use(requests.ObserveAsync);
        app.UseRouting();
        app.Use(requests.AdmitAsync);
        Map(app, maps, host);
        return app;
    }

    private static void Map(WebApplication app, ViewedMaps maps, IServiceProvider host)
    {
        var changes = new MapChanges(
            maps,
            [app.Lifetime.ApplicationStopping, host.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping],
            host.GetRequiredService<TimeProvider>());
        Get("/maps", new MapDescriptions(maps).ListAsync);
        Get("/wmts", new MapCapabilities(maps).AnswerAsync);
        Get("/maps/{map}/tilejson", new MapDescriptions(maps).DescribeAsync);
        Get("/maps/{map}/{z}/{x}/{y}", new MapTiles(maps).AnswerAsync);
        Get("/maps/{map}/letters", new MapLetters(maps, host.GetRequiredService<SatelliteOptions>()).AnswerAsync);
        Get("/maps/{map}/changes", changes.AnswerAsync).WithMetadata(EndlessAnswer.Instance);
        foreach (PageFile file in PageFile.All)
        {
            Get(file.Path, file.AnswerAsync);
        }

        app.MapFallback(ViewAnswer.NothingHereAsync);

        // The methods are checked before.
        IEndpointConventionBuilder Get(string path, RequestDelegate answer) => app.Map(path, answer);
    }

    [LoggerMessage(7, LogLevel.Information, "maps can be looked at on {Address}")]
    private static partial void Shown(ILogger logger, string address);
}

/// <summary>Marks what answers for as long as its client listens.</summary>
internal sealed class EndlessAnswer
{
    public static EndlessAnswer Instance { get; } = new();
}
