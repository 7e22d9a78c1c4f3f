using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Security;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Observability;

/// <summary>
/// The Host's own metrics. .NET and Npgsql measure connections, handshakes, memory and the database pool themselves. Every attribute has
/// few values, whatever clients send: they cannot make new time series.
/// </summary>
internal sealed class HostMetrics
{
    public const string MeterName = "CodeFirstSatellite.Host";

    private const string MapAttribute = "satellite.map";

    // In seconds, as https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics proposes.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private readonly MapDirectory _maps;
    private readonly Reloadable<ServerIdentity> _identity;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _streams;
    private readonly Counter<long> _images;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _handshakes;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _stores;
    private readonly Histogram<double> _views;

    public HostMetrics(IMeterFactory meters, MapDirectory maps, Reloadable<ServerIdentity> identity, TimeProvider time)
    {
        _maps = maps;
        _identity = identity;
        _time = time;
        Meter meter = meters.Create(MeterName);
        _calls = meter.CreateHistogram("rpc.server.call.duration", "s", "Time from a call's start to its end.", advice: Seconds);
        _streams = meter.CreateCounter<long>("satellite.streams", "{stream}", "Streaming calls that have ended.");
        _images = meter.CreateCounter<long>("satellite.images", "{image}", "Images of ended calls: sent, or received to be stored.");
        _bytes = meter.CreateCounter<long>("satellite.image.io", "By", "Size of these images.");
        _handshakes = meter.CreateCounter<long>("satellite.handshake.failures", "{handshake}", "TLS handshakes that failed.");
        _refusals = meter.CreateCounter<long>("satellite.refusals", "{refusal}", "Connections and calls that were refused or cut off.");
        _stores = meter.CreateHistogram(
            "satellite.store.duration", "s", "Time to store some images of a call, until they are durable.", advice: Seconds);
        _views = meter.CreateHistogram(
            "satellite.view.duration", "s", "Time from the start of a request of the viewing port to its end.", advice: Seconds);
        meter.CreateObservableGauge("satellite.watchers", ObserveWatchers, "{watcher}", "Watches under way.");
        meter.CreateObservableGauge("satellite.map.available", ObserveMaps, description: "1, or 0 while the map's database is away.");
        meter.CreateObservableGauge(
            "satellite.certificate.expiry", ObserveCertificates, "s", "Time until a certificate expires; negative when it has.");
    }

    /// <summary>Whether calls are measured.</summary>
    public bool IsMeasuringCalls => _calls.Enabled;

    /// <summary>Measures a call that has ended.</summary>
    public void CallEnded(CallRecord call)
    {
        string status = StatusName.Of(call.Status);
        var tags = new TagList
        {
            { "rpc.system.name", "grpc" },
            { "rpc.method", call.MethodName },
            { "rpc.response.status_code", status },
        };
        if (call.Map is { } map)
        {
            tags.Add(MapAttribute, map);
        }

        if (call.IsStream)
        {
            _streams.Add(1, tags);
        }

        if (call.Images > 0)
        {
            _images.Add(call.Images, tags);
            _bytes.Add(call.Bytes, tags);
        }

        if (CallFailures.IsServers(call.Status))
        {
            tags.Add(CallFailures.Attribute, status);
        }

        _calls.Record(call.Duration.TotalSeconds, tags);
    }

    /// <summary>Measures a request of the viewing port that has ended.</summary>
    public void ViewEnded(string route, string? map, int status, int images, long bytes, TimeSpan duration)
    {
        var tags = new TagList { { "http.route", route }, { "http.response.status_code", status } };
        if (map is not null)
        {
            tags.Add(MapAttribute, map);
        }

        if (images > 0)
        {
            _images.Add(images, tags);
            _bytes.Add(bytes, tags);
        }

        _views.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Counts a failed handshake.</summary>
    public void HandshakeFailed(HandshakeReason reason)
    {
        if (_handshakes.Enabled)
        {
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
            _handshakes.Add(1, new KeyValuePair<string, object?>("satellite.reason", name));
        }
    }

    /// <summary>Counts what a client was refused, by the name of its reason.</summary>
    public void Refused(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>("satellite.reason", reason));

    /// <summary>Measures the storing of images.</summary>
    public async ValueTask<StoreResult> StoreAsync(
        IWritableMap map, IReadOnlyList<CellImage> images, long? taken, CancellationToken cancellationToken)
    {
        if (!_stores.Enabled)
        {
            return await map.StoreAsync(images, taken, cancellationToken);
        }

        var tags = new TagList { { MapAttribute, map.Name } };
        long start = _time.GetTimestamp();
        try
        {
            return await map.StoreAsync(images, taken, cancellationToken);
        }
        catch (MapWriteException)
        {
            tags.Add(CallFailures.Attribute, StatusName.Of(StatusCode.Unavailable));
            throw;
        }
        finally
        {
            _stores.Record(_time.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    private IEnumerable<Measurement<int>> ObserveWatchers() =>
        _maps.All
            .Select(map => map.Watchable)
            .OfType<IWatchableMap>()
            .Select(map => new Measurement<int>(map.Changes.WatcherCount, OfMap(map)));

    private IEnumerable<Measurement<int>> ObserveMaps()
    {
        HashSet<string> unreachable = [.. _maps.Unreachable.Select(map => map.Name)];
        return _maps.All.Select(map => new Measurement<int>(unreachable.Contains(map.Name) ? 0 : 1, OfMap(map)));
    }

    private IEnumerable<Measurement<double>> ObserveCertificates()
    {
        ServerIdentity identity = _identity.Current;
        yield return Expiry(identity.Certificate.NotAfter, "server");
        yield return Expiry(identity.Authorities.Min(authority => authority.NotAfter), "ca");
        if (identity.Revocations?.ValidUntil is { } nextUpdate)
        {
            yield return Expiry(nextUpdate.UtcDateTime, "crl");
        }
    }

    // The dates of a certificate come in local time.
    private Measurement<double> Expiry(DateTime notAfter, string certificate) => new(
        (notAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime).TotalSeconds,
        new KeyValuePair<string, object?>("satellite.certificate", certificate));

    private static KeyValuePair<string, object?> OfMap(IMapSource map) => new(MapAttribute, map.Name);
}
