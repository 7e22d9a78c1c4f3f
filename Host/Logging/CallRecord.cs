using System.Globalization;
using System.Text;
using System.Text.Unicode;
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
    private readonly long _start;

    // What the call asks for, as its client sent it.
    private Subject _subject;
    private (int X, int Y)? _lowerLeft;
    private (int X, int Y)? _upperRight;

    private StatusCode _status;
    private TimeSpan _duration;
    private long _images;
    private long _bytes;

    private CallRecord(ILogger logger, TimeProvider time, ServerCallContext context)
    {
        _logger = logger;
        _time = time;
        _context = context;
        _http = context.GetHttpContext();
        _start = time.GetTimestamp();
    }

    private enum Subject
    {
        None,
        Cell,
        Area,
        All,
    }

    /// <summary>Starts the clock. The line is written when the response is complete.</summary>
    public static CallRecord Begin(ILogger logger, TimeProvider time, ServerCallContext context)
    {
        var record = new CallRecord(logger, time, context);
        record._http.Features.Set(record);
        record._http.Response.OnCompleted(static r => ((CallRecord)r).WriteAsync(), record);
        return record;
    }

    /// <summary>The record of a call, to count images in; null where calls are not logged.</summary>
    public static CallRecord? Of(CallContext call) => call.ServerCallContext?.GetHttpContext().Features.Get<CallRecord>();

    /// <summary>Notes that the call asks for a cell, on the map or not.</summary>
    public void AskForCell(int x, int y) => (_subject, _lowerLeft) = (Subject.Cell, (x, y));

    /// <summary>Notes that the call asks for an area, on the map or not; null is a corner that it leaves out.</summary>
    public void AskForArea((int X, int Y)? lowerLeft, (int X, int Y)? upperRight) =>
        (_subject, _lowerLeft, _upperRight) = (Subject.Area, lowerLeft, upperRight);

    /// <summary>Notes that the call asks for the whole map.</summary>
    public void AskForAll() => _subject = Subject.All;

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
        string certificate = _http.Features.Get<ClientIdentity>()?.CertificateSha256 ?? "(null)";
        return Utf8.TryWrite(
            utf8Destination,
            CultureInfo.InvariantCulture,
            $"method={_context.Method} area={new AreaText(this)} images={_images} bytes={_bytes} status={StatusName.Of(_status)}"
            + $" duration={milliseconds}.{microseconds:D3}ms certificate={certificate} peer={_context.Peer}",
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

    /// <summary>What a call asks for, without a string of its own.</summary>
    private readonly struct AreaText(CallRecord call) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            (CornerText lowerLeft, CornerText upperRight) = (new(call._lowerLeft), new(call._upperRight));
            return call._subject switch
            {
                Subject.Cell => Utf8.TryWrite(utf8Destination, provider, $"{lowerLeft}", out bytesWritten),
                Subject.Area => Utf8.TryWrite(utf8Destination, provider, $"{lowerLeft}-{upperRight}", out bytesWritten),
                Subject.All => Utf8.TryWrite(utf8Destination, $"all", out bytesWritten),
                _ => Utf8.TryWrite(utf8Destination, $"none", out bytesWritten),
            };
        }
    }

    private readonly struct CornerText((int X, int Y)? corner) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
            corner is { } cell
            ? Utf8.TryWrite(utf8Destination, provider, $"({cell.X},{cell.Y})", out bytesWritten)
            : Utf8.TryWrite(utf8Destination, $"(none)", out bytesWritten);
    }
}

/// <summary>Has one line for each call, where anybody reads them.</summary>
internal sealed class CallLog(ILoggerFactory loggers, TimeProvider time)
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategory.Call);

    /// <summary>Starts a call's record; null where calls are not logged.</summary>
    public CallRecord? Begin(ServerCallContext call) =>
        _logger.IsEnabled(LogLevel.Information) ? CallRecord.Begin(_logger, time, call) : null;
}
