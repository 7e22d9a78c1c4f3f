using System.Net;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Host.Security;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirstSatellite.Host.Viewing;

/// <summary>What is observed of one request of the viewing port. A feature of the request.</summary>
internal sealed class ViewRecord(HttpContext http, long start)
{
    // A client that has left gets no status, and proxies write this one.
    private const int ClientHasLeft = 499;

    public HttpContext Http => http;

    /// <summary>When it began, as a timestamp.</summary>
    public long Start => start;

    /// <summary>The name of the map that it is served from; null for none.</summary>
    public string? Map { get; set; }

    /// <summary>How many images it is answered with.</summary>
    public int Images { get; set; }

    /// <summary>The size of the images.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether the client left before the answer was complete.</summary>
    public bool IsCancelled { get; set; }

    public int Status => IsCancelled ? ClientHasLeft : http.Response.StatusCode;

    /// <summary>The path that it was routed by, such as <c>/maps/{map}/tilejson</c>.</summary>
    public string Route => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    public ClientIdentity? Client => http.Features.Get<ClientIdentity>();

    public EndPoint? Peer => http.Features.Get<ClientConnection>()?.Peer;

    public static ViewRecord Of(HttpContext http) => http.Features.GetRequiredFeature<ViewRecord>();
}

/// <summary>Has a line in the log and measurements for each request of the viewing port.</summary>
internal sealed partial class ViewLog(
    ILoggerFactory loggers, LineBudget budget, TimeProvider time, HostMetrics metrics, AuditLog audit)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.View);

    /// <summary>Starts a request's record.</summary>
    public ViewRecord Begin(HttpContext http)
    {
        var record = new ViewRecord(http, time.GetTimestamp());
        http.Features.Set(record);
        http.Response.OnCompleted(() =>
        {
            End(record);
            return Task.CompletedTask;
        });
        return record;
    }

    private void End(ViewRecord record)
    {
        TimeSpan duration = time.GetElapsedTime(record.Start);
        metrics.ViewEnded(record.Route, record.Map, record.Status, record.Images, record.Bytes, duration);
        string target = LogWord.Of(record.Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) ?? "";
        string method = LogWord.Of(record.Http.Request.Method) ?? "";
        if (record.Status is StatusCodes.Status401Unauthorized
            or StatusCodes.Status403Forbidden
            or StatusCodes.Status429TooManyRequests)
        {
            audit.NoteRefusal(method, target, record.Status, record.Client, record.Peer);
        }

        // Clients can cancel far more requests than they can have answered.
        if (_logger.IsEnabled(LogLevel.Information)
            && (!record.IsCancelled || budget.Allows("cancelled views", count => Cancelled(_logger, count))))
        {
            Ended(
                _logger,
                method,
                target,
                record.Map ?? "none",
                record.Images,
                record.Bytes,
                record.Status,
                duration.TotalMilliseconds,
                record.Client?.LoggedName ?? "none",
                record.Client?.CertificateSha256 ?? "none",
                record.Peer,
                CallTrace.IdOf(record.Http) ?? "none");
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "method={Method} target={Target} map={Map} images={Images} bytes={Bytes} status={Status} duration={Duration:F3}ms"
        + " client={Client} certificate={Certificate} peer={Peer} trace={Trace}")]
    private static partial void Ended(
        ILogger logger,
        string method,
        string target,
        string map,
        int images,
        long bytes,
        int status,
        double duration,
        string client,
        string certificate,
        EndPoint? peer,
        string trace);

    [LoggerMessage(2, LogLevel.Information, "cancelled more={Count} in a second")]
    private static partial void Cancelled(ILogger logger, long count);
}
