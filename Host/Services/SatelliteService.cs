using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Serves the images of maps.</summary>
internal sealed class SatelliteService(
    MapDirectory maps, SatelliteOptions options, TimeProvider time, HostMetrics? metrics = null) : ISatellite
{
    public Task<Image> GetImage(Location location, CallContext context = default)
    {
        CallRecord? record = CallRecord.Of(context);
        record?.AskFor(AskedArea.Cell(location.X, location.Y));
        IMapSource map = maps.Choose(context, record);
        if (!map.Grid.TryGetCell(location.X, location.Y, out Cell cell, out GridError? error))
        {
            throw error.ToRpcException();
        }

        return map.TryGetImage(cell, out CellImage? image)
            ? Task.FromResult(ToMessage(cell, image, record))
            : GetImageAsync(map, cell, record, context.CancellationToken);
    }

    public IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default)
    {
        CallRecord? record = CallRecord.Of(context);
        record?.AskFor(area);
        IMapSource map = maps.Choose(context, record);
        IAreaReader reader = map.OpenArea(RequestedArea.Check(area, map.Grid, options.ClientLimits.ImagesPerArea, metrics));
        return new ImageStream(reader, options.SendDelay, ImagePace.Of(context), time, record, context.CancellationToken);
    }

    private static async Task<Image> GetImageAsync(IMapSource map, Cell cell, CallRecord? record, CancellationToken cancellationToken) =>
        ToMessage(cell, await map.GetImageAsync(cell, cancellationToken), record);

    private static Image ToMessage(Cell cell, CellImage? image, CallRecord? record)
    {
        if (image is not { } found)
        {
            throw new RpcException(new Status(StatusCode.NotFound, $"the map has no image at ({cell.X}, {cell.Y})"));
        }

        record?.Count(found.Bytes.Length);
        return new Image { X = cell.X, Y = cell.Y, Bytes = found.Bytes };
    }
}
