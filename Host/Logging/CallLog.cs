namespace CodeFirstSatellite.Host.Logging;

/// <summary>Has one line for each call, where anybody reads them.</summary>
internal sealed class CallLog(ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Call);

    /// <summary>
    /// Starts a call's record; null where calls are not logged. <paramref name="request"/> is null for a stream of requests.
    /// </summary>
    public CallRecord? Begin(ServerCallContext call, object? request = null) =>
        _logger.IsEnabled(LogLevel.Information) ? CallRecord.Begin(_logger, time, call, request) : null;
}
