using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Configuration;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>Serves a map's images.</summary>
internal sealed class SatelliteService(IMapSource map, SatelliteOptions options, TimeProvider time) : ISatellite
{
    public async Task<Image> GetImage(Location location, CallContext context = default)
    {
        if (!map.Grid.TryGetCell(location.X, location.Y, out Cell cell, out GridError? error))
        {
            throw error.ToRpcException();
        }

        // A call's token costs more than an image that is in memory.
        if (!map.TryGetImage(cell, out CellImage? found))
        {
            found = await map.GetImageAsync(cell, context.CancellationToken);
        }

        return found is { } image
            ? new Image { X = cell.X, Y = cell.Y, Bytes = image.Bytes }
            : throw new RpcException(new Status(StatusCode.NotFound, $"the map has no image at ({cell.X}, {cell.Y})"));
    }

    public IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default)
    {
        Location lowerLeft = Required(area.LowerLeft, "lower-left corner (ll)");
        Location upperRight = Required(area.UpperRight, "upper-right corner (ur)");
        return map.Grid.TryGetArea(lowerLeft.X, lowerLeft.Y, upperRight.X, upperRight.Y, out GridArea checkedArea, out GridError? error)
            ? new ImageStream(map.OpenArea(checkedArea), options.SendDelay, time, context.CancellationToken)
            : throw error.ToRpcException();
    }

    private static Location Required(Location? corner, string name) =>
        corner ?? throw new RpcException(new Status(StatusCode.InvalidArgument, $"the area has no {name}; both corners are required"));
}
