namespace CodeFirstSatellite.Host.Observability;

/// <summary>Which statuses are failures of a server, by OpenTelemetry's convention for gRPC. The others are its clients' affair.</summary>
internal static class CallFailures
{
    /// <summary>The attribute that tells what failed.</summary>
    public const string Attribute = "error.type";

    public static bool IsServers(StatusCode status) => status is StatusCode.Unknown
        or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented
        or StatusCode.Internal
        or StatusCode.Unavailable
        or StatusCode.DataLoss;
}
