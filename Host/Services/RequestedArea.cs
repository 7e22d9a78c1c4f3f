using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Host.Services;

/// <summary>The area that a call asks for.</summary>
internal static class RequestedArea
{
    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: a corner is missing. OUT_OF_RANGE: a corner is not on the grid, or the corners are swapped.
    /// </exception>
    public static GridArea Check(Area area, Grid grid)
    {
        Location lowerLeft = Required(area.LowerLeft, "lower-left corner (ll)");
        Location upperRight = Required(area.UpperRight, "upper-right corner (ur)");
        return grid.TryGetArea(lowerLeft.X, lowerLeft.Y, upperRight.X, upperRight.Y, out GridArea checkedArea, out GridError? error)
            ? checkedArea
            : throw error.ToRpcException();
    }

    private static Location Required(Location? corner, string name) =>
        corner ?? throw new RpcException(new Status(StatusCode.InvalidArgument, $"the area has no {name}; both corners are required"));
}
