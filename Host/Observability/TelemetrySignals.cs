using CodeFirstSatellite.Host.Configuration;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>What telemetry is wanted. Without any, nothing of OpenTelemetry is loaded.</summary>
/// <param name="Traces">Whether traces are sent by OTLP.</param>
/// <param name="Metrics">Whether metrics are sent by OTLP.</param>
/// <param name="Logs">Whether the log is sent by OTLP.</param>
/// <param name="Prometheus">Whether metrics are served to Prometheus.</param>
internal readonly record struct TelemetrySignals(bool Traces, bool Metrics, bool Logs, bool Prometheus)
{
    /// <summary>
    /// The variables of https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables that all begin with this.
    /// </summary>
    public const string Prefix = "OTEL_";

    /// <summary>The variable that names the collector.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether anything is sent by OTLP.</summary>
    public bool IsSent => Traces || Metrics || Logs;

    public bool IsAny => IsSent || Prometheus;

    public static TelemetrySignals Of(SatelliteOptions options, IConfiguration configuration)
    {
        bool isOn = !"true".Equals(configuration["OTEL_SDK_DISABLED"], StringComparison.OrdinalIgnoreCase);
        return new TelemetrySignals(IsSentTo("TRACES"), IsSentTo("METRICS"), IsSentTo("LOGS"), options.Metrics is not null);

        bool IsSentTo(string signal) => isOn
            && !"none".Equals(configuration[$"OTEL_{signal}_EXPORTER"], StringComparison.OrdinalIgnoreCase)
            && (options.Otlp is not null || IsSet(Endpoint) || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool IsSet(string variable) => configuration[variable] is { Length: > 0 };
    }
}
