using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Serves maps as they change.</summary>
internal sealed class LiveService(MapDirectory maps, IHostApplicationLifetime lifetime, TimeProvider time) : ILive
{
    public IAsyncEnumerable<Change> Watch(WatchRequest request, CallContext context = default)
    {
        CallRecord? record = CallRecord.Of(context);
        record?.AskFor(request.Area);
        IMapSource map = maps.Choose(context, record);
        return map.Watchable is { } watchable
            ? new MapWatch(watchable, request, time, record, context.CancellationToken, lifetime.ApplicationStopping).RunAsync()
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the map '{map.Name}' cannot tell what changes in it"));
    }
}
