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
        // Refuses a time that the map cannot be shown at.
        IMapSource beginning = maps.Choose(context, record);
        IMapSource map = maps.ChooseCurrent(context);
        return map.Watchable is { } watchable
            ? new MapWatch(
                watchable,
                request,
                CallTime.Of(context, map) is var (_, at) ? (beginning, at) : null,
                options.ClientLimits.ImagesPerArea,
                metrics,
                ImagePace.Of(context),
                time,
                record,
                context.CancellationToken,
                lifetime.ApplicationStopping).RunAsync()
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the map '{map.Name}' cannot tell what changes in it"));
    }

    public async Task<VersionList> ListVersions(Location location, CallContext context = default)
    {
        CallRecord? record = CallRecord.Of(context);
        record?.AskFor(AskedArea.Cell(location.X, location.Y));
        maps.Choose(context, record);
        IMapSource map = maps.ChooseCurrent(context);
        if (!map.Grid.TryGetCell(location.X, location.Y, out Cell cell, out GridError? error))
        {
            throw error.ToRpcException();
        }

        IPastMaps past = map.Past
            ?? throw new RpcException(new Status(StatusCode.FailedPrecondition, $"the map '{map.Name}' keeps no older images"));
        return new VersionList
        {
            Versions =
            [
                .. (await past.ListVersionsAsync(cell, context.CancellationToken)).Select(
                    image => new ImageVersion { Version = image.Version, Taken = image.Taken, Length = image.Length }),
            ],
        };
    }
}
