using System.Diagnostics;
using System.Diagnostics.Metrics;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Listening;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using OpenTelemetry.Metrics;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>
/// Another port, in plain HTTP, with <c>/metrics</c> for Prometheus and the probes <c>/healthz</c> and <c>/readyz</c>. It is an application
/// of its own, so no gRPC service can be reached through it, and it still answers while the Host drains.
/// </summary>
internal sealed partial class MonitoringPort : IAsyncDisposable
{
    private const string Metrics = "/metrics";
    private const int MostConnections = 100;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private MonitoringPort(WebApplication app) => _app = app;

    /// <summary>Opens the port, if the options name one.</summary>
    /// <param name="options">The options.</param>
    /// <param name="host">The application that is monitored. It has not been started, and is not ready before it has.</param>
    /// <exception cref="StartException">The port is taken or not allowed.</exception>
    public static async Task<MonitoringPort?> OpenAsync(SatelliteOptions options, WebApplication host)
    {
        if (options.Metrics is not { } address)
        {
            return null;
        }

        WebApplication app = Build(address, host);
        try
        {
            await Listeners.StartAsync(app, "--metrics 9465");
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory.Host);
        Monitored(logger, Listeners.Describe(app));
        return new MonitoringPort(app);
    }

    /// <summary>Closes the port.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build(ListenAddress address, WebApplication host)
    {
        var readiness = new Readiness(host.Lifetime, host.Services.GetRequiredService<MapDirectory>());
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services
            .AddSingleton(host.Services.GetRequiredService<ILoggerFactory>())
            .AddSingleton<IHostLifetime, NoLifetime>()

            // Connections and requests of those who ask here would count among those of clients.
            .AddSingleton<IMeterFactory, Unmeasured>()
            .AddSingleton(new ActivitySource(Unmeasured.Name));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            Listeners.Open(kestrel, [address], static _ => { });
        });

        WebApplication app = builder.Build();
        app.Use(RefuseOtherMethodsAsync);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            host.Services.GetRequiredService<MeterProvider>(),
            predicate: context => context.Request.Path == Metrics,
            path: null,
            configureBranchedPipeline: null,
            optionsName: null);
        app.Run(context => AnswerAsync(context, readiness));
        return app;
    }

    private static Task RefuseOtherMethodsAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return next(context);
        }

        context.Response.Headers.Allow = HttpMethods.Get;
        return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, ["this port answers GET alone"]);
    }

    private static Task AnswerAsync(HttpContext context, Readiness readiness) => context.Request.Path.Value switch
    {
        "/healthz" => AnswerAsync(context, StatusCodes.Status200OK, ["ok"]),
        "/readyz" when readiness.Obstacles is { Count: > 0 } obstacles =>
            AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, obstacles),
        "/readyz" => AnswerAsync(context, StatusCodes.Status200OK, ["ready"]),
        _ => AnswerAsync(context, StatusCodes.Status404NotFound, [$"there are {Metrics}, /healthz and /readyz"]),
    };

    private static Task AnswerAsync(HttpContext context, int status, IReadOnlyList<string> lines)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(string.Join('\n', lines) + "\n");
    }

    [LoggerMessage(5, LogLevel.Information, "metrics and probes are on {Address}")]
    private static partial void Monitored(ILogger logger, string address);

    /// <summary>Makes meters that nobody listens to.</summary>
    private sealed class Unmeasured : IMeterFactory
    {
        public const string Name = "CodeFirstSatellite.Host.Monitoring";

        public Meter Create(MeterOptions options) => new(Name);

        public void Dispose()
        {
        }
    }
}
