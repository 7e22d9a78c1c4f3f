using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>The rectangle that the person names: by corners, by degrees, or the whole map.</summary>
internal sealed record AreaChoice((int X, int Y)? LowerLeft, (int X, int Y)? UpperRight, GeoBounds? Bounds)
{
    /// <summary>Whether nothing was named, which means the whole map.</summary>
    public bool IsWholeMap => LowerLeft is null && UpperRight is null && Bounds is null;

    /// <summary>Asks the server for its map, and finds the rectangle's cells on it.</summary>
    /// <exception cref="RpcException">
    /// The call failed; OUT_OF_RANGE: the rectangle is not on the map; FAILED_PRECONDITION: the map does not say where on Earth it lies.
    /// </exception>
    public async Task<(ServedMap Map, GridArea Area)> FindAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        ServedMap map = await ServedMap.AskAsync(connection, cancellationToken);
        if (map.IsAssumed && Bounds is null)
        {
            map = map.ReachingTo(UpperRight);
        }

        GridArea area = On(
            map.Grid,
            () => map.Locate("--ll X,Y --ur X,Y"),
            message => new RpcException(new Status(StatusCode.OutOfRange, message)));
        return (map, area);
    }

    /// <summary>
    /// The rectangle's cells on a grid, perhaps beyond its last column (<see cref="Grid.PiecesOf"/>). A corner that was not named is the
    /// grid's own.
    /// </summary>
    /// <param name="grid">The cells of a map or a file.</param>
    /// <param name="locate">Tells where the grid lies on Earth, or throws.</param>
    /// <param name="refuse">Makes the exception for a rectangle that is not on the grid.</param>
    public GridArea On(Grid grid, Func<GeoGrid> locate, Func<string, Exception> refuse)
    {
        if (Bounds is { } bounds)
        {
            return locate().TryGetAreaAround(bounds, out GridArea touched, out string? off) ? touched : throw refuse(off);
        }

        (int west, int south) = LowerLeft ?? (0, 0);
        (int east, int north) = UpperRight ?? (grid.Width - 1, grid.Height - 1);
        return grid.TryGetArea(west, south, east, north, out GridArea area, out GridError? error) ? area : throw refuse(error.Message);
    }
}
