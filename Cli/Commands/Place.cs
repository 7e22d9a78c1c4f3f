using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The cell that the person means, by its column and row or by longitude and latitude.</summary>
internal sealed class Place
{
    private readonly Location? _cell;
    private readonly double _longitude;
    private readonly double _latitude;

    private Place(Location? cell, double longitude, double latitude)
    {
        _cell = cell;
        _longitude = longitude;
        _latitude = latitude;
    }

    public static Place Read(string? x, string? y, string? longitude, string? latitude) => (x, y, longitude, latitude) switch
    {
        ({ }, { }, null, null) => new Place(new Location { X = Value.Coordinate("--x", x), Y = Value.Coordinate("--y", y) }, 0, 0),
        (null, null, { }, { }) => new Place(null, Value.Degrees("--lon", longitude), Value.Degrees("--lat", latitude)),
        _ => throw CliException.Usage("which image? Name its cell, --x N --y N, or a place in it, --lon DEGREES --lat DEGREES."),
    };

    /// <summary>Its cell; of a place, the server is asked where its map lies.</summary>
    public async Task<Location> LocateAsync(SatelliteConnection connection, CancellationToken cancellationToken) =>
        _cell ?? await MapPlace.CellAsync(connection, _longitude, _latitude, cancellationToken);
}
