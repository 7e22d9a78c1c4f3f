using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Serves maps as they change.</summary>
internal sealed class LiveService(MapDirectory maps, IHostApplicationLifetime lifetime, TimeProvider time) : ILive
{
    public IAsyncEnumerable<Change> Watch(WatchRequest request, CallContext context = default)
    {
        IMapSource map = maps.Choose(context);
        return map is IWatchableMap watchable
            ? new MapWatch(watchable, request, time, CallRecord.Of(context), context.CancellationToken, lifetime.ApplicationStopping).RunAsync()
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the map '{map.Name}' cannot tell what changes in it"));
    }
}
