using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>The map that calls go to, as the server's catalog describes it.</summary>
/// <param name="Name">Its name; empty when the server has no catalog.</param>
/// <param name="Grid">Its cells.</param>
/// <param name="ContentType">Media type of the images; empty when the server does not say.</param>
/// <param name="Details">What else is known of it.</param>
internal sealed record ServedMap(string Name, Grid Grid, string ContentType, MapDetails Details)
{
    /// <summary>The map of the first Satellite servers, which have no catalog.</summary>
    private static readonly ServedMap Usual = new("", new Grid(80, 32), "", MapDetails.None) { IsAssumed = true };

    /// <summary>Whether the server has no catalog, so that all of this is an assumption.</summary>
    public bool IsAssumed { get; private init; }

    /// <summary>Asks the catalog for the map that the connection names, or for the default.</summary>
    /// <exception cref="RpcException">The call failed, or the map has no cells.</exception>
    public static async Task<ServedMap> AskAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return Of(await connection.GetMap(cancellationToken));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return Usual;
        }
    }

    /// <summary>Where the cells lie on Earth.</summary>
    /// <param name="instead">What the person can type when the map does not say.</param>
    /// <exception cref="RpcException">FAILED_PRECONDITION: the map does not say where it lies.</exception>
    public GeoGrid Locate(string instead) => Details.Geography ?? throw new RpcException(new Status(
        StatusCode.FailedPrecondition,
        $"{(IsAssumed ? "the server's map" : $"the map '{Name}'")} does not say where on Earth it lies; "
        + $"name its cells instead: {instead}"));

    /// <summary>
    /// An assumed map that reaches up to a corner, since the server alone knows whether the corner is on its map. Without a corner, the map
    /// is taken to have the usual size, and the person is told.
    /// </summary>
    public ServedMap ReachingTo((int X, int Y)? upperRight)
    {
        if (upperRight is { } corner)
        {
            return this with { Grid = new Grid(Length(corner.X), Length(corner.Y)) };
        }

        Stderr.Note(
            $"the server has no catalog that tells its map's size; taking {Grid}. "
            + $"For another, name the upper-right corner: --ur {Grid.Width - 1},{Grid.Height - 1}");
        return this;

        static int Length(int last) => (int)Math.Clamp(last + 1L, 1, int.MaxValue);
    }

    /// <summary>The map that a server describes.</summary>
    /// <exception cref="RpcException">The map has no cells.</exception>
    public static ServedMap Of(Map map)
    {
        if (map.Width < 1 || map.Height < 1)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"the server says that its map is {map.Width}x{map.Height}."));
        }

        var grid = new Grid(map.Width, map.Height);
        return new ServedMap(map.Name, grid, map.ContentType, new MapDetails
        {
            Title = map.Title,
            Description = map.Description,
            Attribution = map.Attribution,
            Version = map.Version,
            Geography = Crs.Find(map.Crs) is { } projection && map.GridBounds is { } covers
                && GeoBounds.TryCreateCover(covers.West, covers.South, covers.East, covers.North, out GeoBounds bounds)
                ? new GeoGrid(grid, projection, bounds)
                : null,
            Zoom = map.Zoom,
            Zooms = map.Zooms,
        });
    }
}
