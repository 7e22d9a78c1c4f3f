using System.Globalization;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Areas;

/// <summary>An area at the zoom level that was asked for and at all lower ones that the map has.</summary>
internal static class Pyramid
{
    /// <summary>Asks the server for the lower levels, and finds the same area on each.</summary>
    /// <returns>All levels, the lowest first.</returns>
    /// <exception cref="RpcException">A call failed.</exception>
    /// <exception cref="CliException">The map has no zoom levels, or levels that no file holds together.</exception>
    public static async Task<IReadOnlyList<AreaLevel>> FindAsync(
        SatelliteConnection connection, AreaChoice choice, AreaLevel top, CancellationToken cancellationToken)
    {
        string name = Printable.Line(top.Map.Name);
        int highest = top.Map.Details.Zoom
            ?? throw CliException.Usage($"--pyramid: the map '{name}' has no zoom levels; leave --pyramid out.");
        var levels = new List<AreaLevel>();
        foreach (int zoom in top.Map.Details.Zooms.Where(zoom => zoom < highest).Order())
        {
            ServedMap map = ServedMap.Of(await connection.GetMap(cancellationToken, zoom));
            var level = new AreaLevel(map, On(map, choice, top));
            if (!level.ToTileLevel().IsBelow(top.ToTileLevel()))
            {
                throw CliException.Usage(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--pyramid: zoom level {zoom} of the map '{name}' is {Describe(map)}, and level {highest} is {Describe(top.Map)}. ")
                    + "A file holds only levels that have half the columns and rows of the next, on the same part of Earth. "
                    + "Each level by itself: --zoom");
            }

            levels.Add(level);
        }

        return [.. levels, top];
    }

    private static string Describe(ServedMap map) => $"{map.Grid} {GeoGrid.Describe(map.Details.Geography)}";

    private static GridArea On(ServedMap map, AreaChoice choice, AreaLevel top)
    {
        // Corners are cells of the level that was asked for.
        if (choice.Bounds is not null || choice.IsWholeMap)
        {
            return choice.On(
                map.Grid,
                () => map.Locate("--ll X,Y --ur X,Y"),
                message => new RpcException(new Status(StatusCode.OutOfRange, message)));
        }

        GridArea area = top.Area;
        return map.Grid.TryGetArea(
            Scaled(area.West, map.Grid.Width, top.Map.Grid.Width),
            Scaled(area.South, map.Grid.Height, top.Map.Grid.Height),
            Scaled(area.East, map.Grid.Width, top.Map.Grid.Width),
            Scaled(area.North, map.Grid.Height, top.Map.Grid.Height),
            out GridArea lower,
            out _) ? lower : map.Grid.Whole;
    }

    private static int Scaled(int number, int count, int countOfTop) => (int)((long)number * count / countOfTop);
}
