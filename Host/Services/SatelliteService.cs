using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Serves the images of maps.</summary>
internal sealed class SatelliteService(MapDirectory maps, SatelliteOptions options, TimeProvider time) : ISatellite
{
    public Task<Image> GetImage(Location location, CallContext context = default)
    {
        IMapSource map = maps.Choose(context);
        if (!map.Grid.TryGetCell(location.X, location.Y, out Cell cell, out GridError? error))
        {
            throw error.ToRpcException();
        }

        return map.TryGetImage(cell, out CellImage? image)
            ? Task.FromResult(ToMessage(cell, image))
            : GetImageAsync(map, cell, context.CancellationToken);
    }

    public IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default)
    {
        IMapSource map = maps.Choose(context);

        // Its images are there or are waited for: its thread is never blocked.
        context.ServerCallContext!.AllowBuffering();
        return new ImageStream(map.OpenArea(RequestedArea.Check(area, map.Grid)), options.SendDelay, time, context.CancellationToken);
    }

    private static async Task<Image> GetImageAsync(IMapSource map, Cell cell, CancellationToken cancellationToken) =>
        ToMessage(cell, await map.GetImageAsync(cell, cancellationToken));

    private static Image ToMessage(Cell cell, CellImage? image) => image is { } found
        ? new Image { X = cell.X, Y = cell.Y, Bytes = found.Bytes }
        : throw new RpcException(new Status(StatusCode.NotFound, $"the map has no image at ({cell.X}, {cell.Y})"));
}
