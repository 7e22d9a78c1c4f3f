using System.Reflection;
using CodeFirstSatellite.Host.Configuration;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>Sends traces, metrics and the log by OTLP, and collects metrics for Prometheus. Only what is wanted is collected.</summary>
internal static class Telemetry
{
    private const string ServiceName = "codefirst-satellite";

    private static readonly string[] Meters =
    [
        HostMetrics.MeterName,
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Hosting",
        "Npgsql",
        "System.Runtime",
    ];

    // ASP.NET Core makes a span for each call, the driver one for each query.
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Npgsql"];

    public static void Add(WebApplicationBuilder builder, TelemetrySignals wanted, SatelliteOptions options, IConfiguration configuration)
    {
        // Nothing but OpenTelemetry's variables: what else is in the environment must not configure Kestrel.
        builder.Configuration.AddInMemoryCollection(
            configuration.AsEnumerable().Where(pair => pair.Key.StartsWith(TelemetrySignals.Prefix, StringComparison.Ordinal)));
        if (options.Otlp is { } collector)
        {
            builder.Configuration[TelemetrySignals.Endpoint] = collector;
        }

        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe);
        if (wanted.IsSent)
        {
            // It sends all signals; what is not wanted is not collected below.
            telemetry.UseOtlpExporter();
            SentLog.Use(builder.Services);
            if (!wanted.Logs)
            {
                // Not otherwise: a filter of one provider replaces those of all, such as the levels that are set.
                builder.Logging.AddFilter<SentLog>(static _ => false);
            }

            builder.Services.Configure<OpenTelemetryLoggerOptions>(log => log.IncludeFormattedMessage = true);
        }

        if (wanted.Traces)
        {
            telemetry.WithTracing(traces => traces.AddSource(Sources));
        }

        if (wanted.Metrics || wanted.Prometheus)
        {
            telemetry.WithMetrics(metrics => Collect(metrics, wanted.Prometheus));
        }
    }

    private static void Collect(MeterProviderBuilder metrics, bool isServed)
    {
        metrics.AddMeter(Meters);

        // rpc.server.call.duration has the same, with the call's method and status.
        metrics.AddView("http.server.request.duration", MetricStreamConfiguration.Drop);
        if (isServed)
        {
            metrics.AddPrometheusExporter();
        }
    }

    // The variables OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and override the others.
    private static void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService(ServiceName, serviceVersion: Version)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private static string? Version =>
        typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
