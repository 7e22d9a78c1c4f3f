using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Security;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>What the log says of one call. Writes itself in UTF-8, since every call has a line.</summary>
internal sealed class CallRecord : IUtf8SpanFormattable
{
    private static readonly EventId Completed = new(1, nameof(Completed));

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ServerCallContext _context;
    private readonly HttpContext _http;
    private readonly object? _request;
    private readonly long _start;
    private StatusCode _status;
    private TimeSpan _duration;
    private long _images;
    private long _bytes;

    private CallRecord(ILogger logger, TimeProvider time, ServerCallContext context, object? request)
    {
        _logger = logger;
        _time = time;
        _context = context;
        _http = context.GetHttpContext();
        _request = request;
        _start = time.GetTimestamp();
    }

    /// <summary>Starts the clock; <paramref name="request"/> is null for a stream of requests. The line is written when the response is complete.</summary>
    public static CallRecord Begin(ILogger logger, TimeProvider time, ServerCallContext context, object? request)
    {
        var record = new CallRecord(logger, time, context, request);
        record._http.Features.Set(record);
        record._http.Response.OnCompleted(static r => ((CallRecord)r).WriteAsync(), record);
        return record;
    }

    /// <summary>The record of a call, to count images in; null where calls are not logged.</summary>
    public static CallRecord? Of(CallContext call) => call.ServerCallContext?.GetHttpContext().Features.Get<CallRecord>();

    /// <summary>Counts an image that is sent, or of a call that stores images, received.</summary>
    public void Count(int bytes)
    {
        _images++;
        _bytes += bytes;
    }

    /// <summary>Notes that the call failed.</summary>
    public void Fail(StatusCode status) => _status = status;

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        (long milliseconds, long microseconds) = Math.DivRem(_duration.Ticks / TimeSpan.TicksPerMicrosecond, 1_000);
        return Utf8.TryWrite(
            utf8Destination,
            CultureInfo.InvariantCulture,
            $"method={_context.Method} area={new AreaText(_request)} images={_images} bytes={_bytes} status={StatusName.Of(_status)} duration={milliseconds}.{microseconds:D3}ms certificate={_http.Features.Get<ClientIdentity>()?.CertificateSha256 ?? "(null)"} peer={_context.Peer}",
            out bytesWritten);
    }

    public override string ToString()
    {
        for (int size = 2 * 1024; ; size *= 2)
        {
            byte[] room = new byte[size];
            if (TryFormat(room, out int written, default, null))
            {
                return Encoding.UTF8.GetString(room, 0, written);
            }
        }
    }

    private Task WriteAsync()
    {
        _duration = _time.GetElapsedTime(_start);
        _logger.Log(LogLevel.Information, Completed, this, null, static (record, _) => record.ToString());
        return Task.CompletedTask;
    }

    /// <summary>What a request asks for, without a string of its own.</summary>
    private readonly struct AreaText(object? request) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => request switch
        {
            Location location => Utf8.TryWrite(utf8Destination, provider, $"{new CornerText(location)}", out bytesWritten),
            Area area => Utf8.TryWrite(utf8Destination, provider, $"{new CornerText(area.LowerLeft)}-{new CornerText(area.UpperRight)}", out bytesWritten),
            WatchRequest { Area: { } area } => new AreaText(area).TryFormat(utf8Destination, out bytesWritten, format, provider),
            WatchRequest => Utf8.TryWrite(utf8Destination, $"all", out bytesWritten),
            _ => Utf8.TryWrite(utf8Destination, $"none", out bytesWritten),
        };
    }

    private readonly struct CornerText(Location? corner) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) => corner is null
            ? Utf8.TryWrite(utf8Destination, $"(none)", out bytesWritten)
            : Utf8.TryWrite(utf8Destination, provider, $"({corner.X},{corner.Y})", out bytesWritten);
    }
}
