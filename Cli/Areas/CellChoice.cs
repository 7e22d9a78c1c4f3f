using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>The cell that the person names: by column and row, or by a place in it.</summary>
internal sealed record CellChoice((int X, int Y)? Cell, (double Longitude, double Latitude) Place)
{
    /// <summary>Its column and row. For a place, the server is asked where its map lies.</summary>
    /// <exception cref="RpcException">
    /// The call failed; OUT_OF_RANGE: the place is not on the map; FAILED_PRECONDITION: the map does not say where it lies.
    /// </exception>
    public async Task<(int X, int Y)> FindAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        if (Cell is { } named)
        {
            return named;
        }

        ServedMap map = await ServedMap.AskAsync(connection, cancellationToken);
        return map.Locate("--x N --y N").TryGetCell(Place.Longitude, Place.Latitude, out Cell cell, out string? error)
            ? (cell.X, cell.Y)
            : throw new RpcException(new Status(StatusCode.OutOfRange, error));
    }
}
