using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Serves maps as they change.</summary>
internal sealed class LiveService(
    MapDirectory maps, SatelliteOptions options, IHostApplicationLifetime lifetime, TimeProvider time, HostMetrics metrics) : ILive
{
    public IAsyncEnumerable<Change> Watch(WatchRequest request, CallContext context = default)
    {
        CallRecord? record = CallRecord.Of(context);
        record?.AskFor(request.Area);
        IMapSource map = maps.Choose(context, record);
        return map.Watchable is { } watchable
            ? new MapWatch(
                watchable,
                request,
                options.ClientLimits.ImagesPerArea,
                metrics,
                ImagePace.Of(context),
                time,
                record,
                context.CancellationToken,
                lifetime.ApplicationStopping).RunAsync()
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the map '{map.Name}' cannot tell what changes in it"));
    }
}
