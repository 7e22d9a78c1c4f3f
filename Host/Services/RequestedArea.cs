using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>The area that a call asks for.</summary>
internal static class RequestedArea
{
    /// <summary>Tells the log which area a call asks for; null is the whole map.</summary>
    public static void AskFor(this CallRecord record, Area? area)
    {
        if (area is null)
        {
            record.AskForAll();
        }
        else
        {
            record.AskForArea(CornerOf(area.LowerLeft), CornerOf(area.UpperRight));
        }
    }

    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: a corner is missing; OUT_OF_RANGE: a corner is not on the grid, or they are the wrong way round.
    /// </exception>
    public static GridArea Check(Area area, Grid grid)
    {
        Location lowerLeft = Required(area.LowerLeft, "lower-left corner (ll)");
        Location upperRight = Required(area.UpperRight, "upper-right corner (ur)");
        return grid.TryGetArea(lowerLeft.X, lowerLeft.Y, upperRight.X, upperRight.Y, out GridArea checkedArea, out GridError? error)
            ? checkedArea
            : throw error.ToRpcException();
    }

    /// <summary>The statuses of a grid's errors.</summary>
    public static RpcException ToRpcException(this GridError error) => new(new Status(CodeOf(error.Kind), error.Message));

    private static StatusCode CodeOf(GridErrorKind kind) => kind switch
    {
        GridErrorKind.OutOfGrid or GridErrorKind.Inverted => StatusCode.OutOfRange,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an error of a grid that has no status yet"),
    };

    private static (int X, int Y)? CornerOf(Location? corner) => corner is null ? null : (corner.X, corner.Y);

    private static Location Required(Location? corner, string name) =>
        corner ?? throw new RpcException(new Status(StatusCode.InvalidArgument, $"the area has no {name}; both corners are required"));
}
