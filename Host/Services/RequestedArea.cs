using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Observability;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>The area that a call asks for.</summary>
internal static class RequestedArea
{
    /// <summary>Tells the log which area a call asks for; null is the whole map.</summary>
    public static void AskFor(this CallRecord record, Area? area)
    {
        record.AskFor(area is null
            ? AskedArea.All
            : AskedArea.Between(
                area.LowerLeft is { } lowerLeft ? (lowerLeft.X, lowerLeft.Y) : null,
                area.UpperRight is { } upperRight ? (upperRight.X, upperRight.Y) : null));
    }

    /// <param name="area">What the call asks for.</param>
    /// <param name="grid">The map's grid.</param>
    /// <param name="mostImages">How many cells it may have; null for no limit.</param>
    /// <param name="metrics">Counts what has more.</param>
    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: a corner is missing; OUT_OF_RANGE: a corner is not on the grid, or they are the wrong way round;
    /// RESOURCE_EXHAUSTED: it has more cells than it may.
    /// </exception>
    public static GridArea Check(Area area, Grid grid, int? mostImages, HostMetrics? metrics)
    {
        Location lowerLeft = area.LowerLeft ?? throw Missing("lower-left corner (ll)");
        Location upperRight = area.UpperRight ?? throw Missing("upper-right corner (ur)");
        return grid.TryGetArea(lowerLeft.X, lowerLeft.Y, upperRight.X, upperRight.Y, out GridArea checkedArea, out GridError? error)
            ? CheckSize(checkedArea, mostImages, metrics)
            : throw error.ToRpcException();
    }

    /// <summary>The same for an area of the grid, such as the whole.</summary>
    public static GridArea CheckSize(GridArea area, int? mostImages, HostMetrics? metrics)
    {
        if (!(area.CellCount > mostImages))
        {
            return area;
        }

        metrics?.Refused("client_images_per_area");
        throw new RpcException(new Status(
            StatusCode.ResourceExhausted,
            $"the area has {area.CellCount} images, and a call may ask for {mostImages}; ask for it in parts"));
    }

    /// <summary>The statuses of a grid's errors.</summary>
    public static RpcException ToRpcException(this GridError error) => new(new Status(CodeOf(error.Kind), error.Message));

    private static StatusCode CodeOf(GridErrorKind kind) => kind switch
    {
        GridErrorKind.OutOfGrid or GridErrorKind.Inverted => StatusCode.OutOfRange,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an error of a grid that has no status yet"),
    };

    private static RpcException Missing(string corner) =>
        new(new Status(StatusCode.InvalidArgument, $"the area has no {corner}; both corners are required"));
}
