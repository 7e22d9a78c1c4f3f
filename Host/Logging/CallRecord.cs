using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CodeFirstSatellite.Host.Security;

namespace CodeFirstSatellite.Host.Logging;

/// <summary>
/// What is observed of one call. As an event of the log it writes itself in UTF-8, since every call has a line, and gives its fields to
/// whoever wants them apart.
/// </summary>
internal sealed class CallRecord : IUtf8SpanFormattable, IEnumerable<KeyValuePair<string, object?>>
{
    private const string None = "none";

    private readonly CallLog _log;
    private readonly TimeProvider _time;
    private readonly ServerCallContext _context;
    private readonly long _start;
    private AskedArea _area;

    private CallRecord(CallLog log, TimeProvider time, ServerCallContext context, bool isStream)
    {
        _log = log;
        _time = time;
        _context = context;
        _start = time.GetTimestamp();
        Http = context.GetHttpContext();
        IsStream = isStream;
    }

    public HttpContext Http { get; }

    /// <summary>The method, as in the request's path.</summary>
    public string Method => _context.Method;

    /// <summary>The method as OpenTelemetry names it: without the slash that it begins with.</summary>
    public string MethodName => Method.TrimStart('/');

    /// <summary>Whether the server answers with a stream.</summary>
    public bool IsStream { get; }

    /// <summary>The name of the map that the call is served from; null for a call of no map, or of one that there is not.</summary>
    public string? Map { get; private set; }

    public StatusCode Status { get; private set; }

    /// <summary>How long it took; known at the end.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>The images that were sent, or of a call that stores images, received.</summary>
    public long Images { get; private set; }

    /// <summary>The size of the images.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where it comes from, as gRPC writes it.</summary>
    public string Peer => _context.Peer;

    /// <summary>Who made it; null where clients show no certificate.</summary>
    public ClientIdentity? Client => Http.Features.Get<ClientIdentity>();

    /// <summary>Starts the clock. The log is told when the response is complete.</summary>
    public static CallRecord Begin(CallLog log, TimeProvider time, ServerCallContext context, bool isStream)
    {
        var record = new CallRecord(log, time, context, isStream);
        record.Http.Features.Set(record);
        record.Http.Response.OnCompleted(static r => ((CallRecord)r).EndAsync(), record);
        return record;
    }

    /// <summary>The record of a call, to count images in; null where calls are not observed.</summary>
    public static CallRecord? Of(CallContext call) => call.ServerCallContext?.GetHttpContext().Features.Get<CallRecord>();

    /// <summary>Notes the name of the map that the call is served from.</summary>
    public void ServeFrom(string map) => Map = map;

    /// <summary>Notes what the call asks for, on the map or not.</summary>
    public void AskFor(AskedArea area) => _area = area;

    /// <summary>Counts an image that is sent, or of a call that stores images, received.</summary>
    public void Count(int bytes)
    {
        Images++;
        Bytes += bytes;
    }

    /// <summary>Notes that the call failed.</summary>
    public void Fail(StatusCode status) => Status = status;

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        (long milliseconds, long microseconds) = Math.DivRem(Duration.Ticks / TimeSpan.TicksPerMicrosecond, 1_000);
        ClientIdentity? client = Client;
        return Utf8.TryWrite(
            utf8Destination,
            CultureInfo.InvariantCulture,
            $"method={Method} area={_area} map={Map ?? None} images={Images} bytes={Bytes} status={StatusName.Of(Status)}"
            + $" duration={milliseconds}.{microseconds:D3}ms client={client?.LoggedName ?? None}"
            + $" certificate={client?.CertificateSha256 ?? None} peer={Peer} trace={CallTrace.IdOf(Http) ?? None}",
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

    /// <summary>The fields of the line; null is one that there is not.</summary>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        ClientIdentity? client = Client;
        yield return new("method", Method);
        yield return new("area", _area.IsNone ? null : _area.ToString());
        yield return new("map", Map);
        yield return new("images", Images);
        yield return new("bytes", Bytes);
        yield return new("status", StatusName.Of(Status));
        yield return new("duration_ms", Duration.Ticks / TimeSpan.TicksPerMicrosecond / 1_000.0);
        yield return new("client", client?.LoggedName);
        yield return new("certificate", client?.CertificateSha256);
        yield return new("peer", Peer);
        yield return new("trace", CallTrace.IdOf(Http));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Task EndAsync()
    {
        Duration = _time.GetElapsedTime(_start);
        _log.End(this);
        return Task.CompletedTask;
    }
}
