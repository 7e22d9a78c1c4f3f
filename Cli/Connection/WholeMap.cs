using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Connection;

/// <summary>Fills in the corners that the person left out, from the map that the server says it has.</summary>
internal static class WholeMap
{
    /// <summary>What the first servers of the Satellite service have, which know no catalog.</summary>
    private static readonly Map Usual = new() { Width = 80, Height = 32 };

    /// <returns>The area, and the images' media type where the server was asked for it.</returns>
    public static async Task<(Area Area, string? ContentType)> FillAsync(SatelliteConnection connection, Location? lowerLeft, Location? upperRight, CancellationToken cancellationToken)
    {
        // The lower-left corner of any map is 0,0.
        if (upperRight is not null)
        {
            return (new Area { LowerLeft = lowerLeft ?? new Location(), UpperRight = upperRight }, null);
        }

        Map map = await AskAsync(connection, cancellationToken);
        var area = new Area
        {
            LowerLeft = lowerLeft ?? new Location(),
            UpperRight = new Location { X = map.Width - 1, Y = map.Height - 1 },
        };
        return (area, map.ContentType.Length == 0 ? null : map.ContentType);
    }

    /// <summary>Describes the map that is asked for, as far as the server can.</summary>
    public static async Task<Map> AskAsync(SatelliteConnection connection, CancellationToken cancellationToken)
    {
        Map map;
        try
        {
            map = await connection.Catalog.GetMap(connection.NewCall(cancellationToken));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            map = Usual;
            Stderr.Note($"the server has no catalog that tells its map's size; taking {map.Width}x{map.Height}. For another, name the upper-right corner: --ur {map.Width - 1},{map.Height - 1}");
        }

        return map.Width > 0 && map.Height > 0
            ? map
            : throw new CliException(ExitCode.CallFailed, $"{StatusName.Of(StatusCode.Internal)}: the server says that its map is {map.Width}x{map.Height}.");
    }
}
