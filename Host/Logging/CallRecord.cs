using System.Globalization;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Security;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>What the log will say of one call.</summary>
internal sealed partial class CallRecord
{
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ServerCallContext _context;
    private readonly HttpContext _http;
    private readonly object? _request;
    private readonly long _start;

    private CallRecord(ILogger logger, TimeProvider time, ServerCallContext context, object? request)
    {
        _logger = logger;
        _time = time;
        _context = context;
        _http = context.GetHttpContext();
        _request = request;
        _start = time.GetTimestamp();
    }

    /// <summary>How the call ended; OK unless somebody says otherwise.</summary>
    public StatusCode StatusCode { get; set; }

    /// <summary>Starts the clock; <paramref name="request"/> is null for a stream of requests. The line is written when the response is complete: what was sent is known only then.</summary>
    public static CallRecord Begin(ILogger logger, TimeProvider time, ServerCallContext context, object? request)
    {
        var record = new CallRecord(logger, time, context, request);
        if (logger.IsEnabled(LogLevel.Information))
        {
            record._http.Response.OnCompleted(static r => ((CallRecord)r).WriteAsync(), record);
        }

        return record;
    }

    private Task WriteAsync()
    {
        (long messages, long bytes) = _context.Sent();
        Completed(
            _logger,
            _context.Method,
            AreaOf(_request),
            _request is Location or Area ? messages : 0,
            bytes,
            StatusName.Of(StatusCode),
            _time.GetElapsedTime(_start).TotalMilliseconds,
            _http.Features.Get<ClientIdentity>()?.CertificateSha256,
            _context.Peer);
        return Task.CompletedTask;
    }

    private static string AreaOf(object? request) => request switch
    {
        Location location => Corner(location),
        Area area => $"{Corner(area.LowerLeft)}-{Corner(area.UpperRight)}",
        _ => "none",
    };

    private static string Corner(Location? corner) =>
        corner is null ? "(none)" : string.Create(CultureInfo.InvariantCulture, $"({corner.X},{corner.Y})");

    [LoggerMessage(1, LogLevel.Information, "method={Method} area={Area} images={Images} bytes={Bytes} status={Status} duration={Duration:F3}ms certificate={Certificate} peer={Peer}", SkipEnabledCheck = true)]
    private static partial void Completed(ILogger logger, string method, string area, long images, long bytes, string status, double duration, string? certificate, string peer);
}
