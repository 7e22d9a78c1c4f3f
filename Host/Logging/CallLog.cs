using System.Diagnostics;
using CodeFirstSatellite.Host.Observability;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>Has a line in the log, measurements and the description of a span for each call, where anybody wants them.</summary>
internal sealed partial class CallLog(
    ILoggerFactory loggers, LineBudget budget, TimeProvider time, HostMetrics? metrics = null, AuditLog? audit = null)
{
    private static readonly EventId Completed = new(1, nameof(Completed));

    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Call);
    private readonly ILogger _cancelled = loggers.CreateLogger(LogCategory.Cancelled);

    /// <summary>Starts a call's record; null where calls are not observed.</summary>
    public CallRecord? Begin(ServerCallContext call, bool isStream) =>
        _logger.IsEnabled(LogLevel.Information)
            || metrics is { IsMeasuringCalls: true }
            || audit is { IsOn: true }
            || SpanOf(call.GetHttpContext()) is not null
            ? CallRecord.Begin(this, time, call, isStream)
            : null;

    /// <summary>Takes what is known of a call that has ended.</summary>
    public void End(CallRecord call)
    {
        if (SpanOf(call.Http) is { } span)
        {
            CallSpan.Describe(span, call);
        }

        if (metrics is { IsMeasuringCalls: true })
        {
            metrics.CallEnded(call);
        }

        audit?.NoteRefusal(call);

        // Clients can cancel far more calls than they can have answered.
        if (call.Status == StatusCode.Cancelled
            && (!_cancelled.IsEnabled(LogLevel.Information)
                || !budget.Allows(LogCategory.Cancelled, count => Cancelled(_cancelled, count))))
        {
            return;
        }

        _logger.Log(LogLevel.Information, Completed, call, null, static (record, _) => record.ToString());
    }

    [LoggerMessage(2, LogLevel.Information, "calls more={Count} in a second")]
    private static partial void Cancelled(ILogger logger, long count);

    private static Activity? SpanOf(HttpContext http) => http.Features.Get<IHttpActivityFeature>()?.Activity;
}
