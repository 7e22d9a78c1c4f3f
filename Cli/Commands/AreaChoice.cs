using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary>The rectangle that the person means.</summary>
internal sealed record AreaChoice(Location? LowerLeft, Location? UpperRight, GeoBounds? Bounds)
{
    /// <summary>Whether nothing was named, which is the whole map.</summary>
    public bool IsWholeMap => LowerLeft is null && UpperRight is null && Bounds is null;

    /// <summary>Its cells, for which the server is asked where they depend on the map.</summary>
    /// <returns>The area, and the images' media type where the server was asked for it.</returns>
    public async Task<(Area Area, string? ContentType)> FindAsync(SatelliteConnection connection, CancellationToken cancellationToken) => Bounds is { } bounds
        ? (await MapPlace.AreaAsync(connection, bounds, cancellationToken), null)
        : await WholeMap.FillAsync(connection, LowerLeft, UpperRight, cancellationToken);

    /// <summary>Its cells in a file.</summary>
    /// <exception cref="CliException">They are not all there, or the file does not say where on Earth it lies.</exception>
    public GridArea FindIn(IMapSource source, string file)
    {
        if (Bounds is { } bounds)
        {
            GeoGrid geography = source.Details.Geography ?? throw CliException.Usage($"{file} does not say where on Earth it lies; name its cells instead: --ll X,Y --ur X,Y");
            return geography.TryGetArea(bounds, out GridArea touched, out string? off) ? touched : throw CliException.Usage($"--bbox: {off}");
        }

        Cell last = source.Grid.Whole.UpperRight;
        return source.Grid.TryGetArea(LowerLeft?.X ?? 0, LowerLeft?.Y ?? 0, UpperRight?.X ?? last.X, UpperRight?.Y ?? last.Y, out GridArea area, out GridError? error)
            ? area
            : throw CliException.Usage($"{file}: {error.Message}");
    }
}
