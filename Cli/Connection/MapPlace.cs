using System.Globalization;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Finds cells by longitude and latitude, with what the server says of where its map lies.</summary>
internal static class MapPlace
{
    /// <exception cref="CliException">The place is not on the map, or the map is nowhere on Earth.</exception>
    public static async Task<Location> CellAsync(SatelliteConnection connection, double longitude, double latitude, CancellationToken cancellationToken)
    {
        GeoGrid geography = await AskAsync(connection, "--x N --y N", cancellationToken);
        return geography.TryGetCell(longitude, latitude, out Cell cell, out string? error)
            ? new Location { X = cell.X, Y = cell.Y }
            : throw Failed(StatusCode.OutOfRange, error);
    }

    /// <exception cref="CliException">The rectangle is not on the map, or the map is nowhere on Earth.</exception>
    public static async Task<Area> AreaAsync(SatelliteConnection connection, GeoBounds bounds, CancellationToken cancellationToken)
    {
        GeoGrid geography = await AskAsync(connection, "--ll X,Y --ur X,Y", cancellationToken);
        return geography.TryGetArea(bounds, out GridArea area, out string? error)
            ? new Area
            {
                LowerLeft = new Location { X = area.LowerLeft.X, Y = area.LowerLeft.Y },
                UpperRight = new Location { X = area.UpperRight.X, Y = area.UpperRight.Y },
            }
            : throw Failed(StatusCode.OutOfRange, error);
    }

    /// <summary>Where a map's cells lie; null when it does not say.</summary>
    public static GeoGrid? GeographyOf(Map map)
    {
        Projection? projection = map.Crs switch
        {
            "EPSG:4326" => Projection.Geodetic,
            "EPSG:3857" => Projection.WebMercator,
            _ => null,
        };
        return projection is { } known && map is { Width: > 0, Height: > 0, GridBounds: { } covers }
            && GeoBounds.TryCreate(covers.West, covers.South, covers.East, covers.North, out GeoBounds bounds)
            ? new GeoGrid(new Grid(map.Width, map.Height), known, bounds)
            : null;
    }

    private static async Task<GeoGrid> AskAsync(SatelliteConnection connection, string instead, CancellationToken cancellationToken)
    {
        Map map = await connection.Catalog.GetMap(connection.NewCall(cancellationToken));
        return GeographyOf(map) ?? throw Failed(StatusCode.FailedPrecondition, $"the map '{Printable.Line(map.Name)}' does not say where on Earth it lies; name its cells instead: {instead}");
    }

    private static CliException Failed(StatusCode status, string message) =>
        new(ExitCode.CallFailed, string.Create(CultureInfo.InvariantCulture, $"{StatusName.Of(status)}: {message}"));
}
