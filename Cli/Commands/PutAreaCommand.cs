using System.CommandLine;
using System.Globalization;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Geography;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli put-area</c>: stores the images of a file in the server's map.</summary>
internal static class PutAreaCommand
{
    private const string Examples = """
        satcli put-area today.mbtiles                      store all its images in the server's map
        satcli put-area today.mbtiles --map world          ... in another than its first
        satcli put-area today.mbtiles --ll 30,10 --ur 50,20
        satcli put-area today.mbtiles --bbox 5.8,47.2,15.1,55.1
        """;

    public static Command Create(ConnectionOptions connection)
    {
        var file = new Argument<string>("FROM") { HelpName = "FROM.mbtiles", Description = "The images, on the same grid as the map's" };
        var lowerLeft = new Option<string?>("--ll") { HelpName = "X,Y", Description = "The lower-left corner of what to store; the file's own by default" };
        var upperRight = new Option<string?>("--ur") { HelpName = "X,Y", Description = "The upper-right corner; the file's own by default" };
        var box = new Option<string?>("--bbox") { HelpName = "W,S,E,N", Description = "Every cell that this rectangle touches, in degrees, instead of --ll and --ur" };
        var command = new SatcliCommand("put-area", "Store the images of an MBTiles file in the server's map. What is stored stays, so it goes on where a lost connection left off.", Examples) { file, lowerLeft, upperRight, box };
        command.CallsServer = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            new Request(
                connection.Read(result),
                result.GetRequiredValue(file),
                result.GetValue(lowerLeft) is { } ll ? Value.Corner(lowerLeft.Name, ll) : null,
                result.GetValue(upperRight) is { } ur ? Value.Corner(upperRight.Name, ur) : null,
                result.GetValue(box) is { } bounds ? Value.Bounds(box.Name, bounds) : null).Check(),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        IMapSource source = Open(request.File);
        using var closing = source as IDisposable;
        GridArea area = request.AreaOf(source);
        using SatelliteConnection connection = SatelliteConnection.Open(request.Connection);
        var report = ConnectionReport.Start(connection);
        await CallFailure.RunAsync(connection, CallAsync, cancellationToken);
        return ExitCode.Done;

        async Task CallAsync()
        {
            Map map = await connection.Catalog.GetMap(connection.NewCall(cancellationToken));
            if (source.Grid != new Grid(map.Width, map.Height))
            {
                throw CliException.Usage($"{request.File} is {source.Grid} and the server's map '{Printable.Line(map.Name)}' is {map.Width}x{map.Height}; images can be stored only on the same grid. satcli maps lists the others.");
            }

            using Progress progress = Progress.Create(area.CellCount, isDataOnTerminal: false);
            var upload = new Upload(source, area, connection, progress, TimeProvider.System);
            await upload.RunAsync(cancellationToken);
            progress.Dispose();
            string stored = string.Create(CultureInfo.InvariantCulture, $"{progress.Images:N0} images");
            Console.Out.WriteLine($"{stored} stored in map '{Printable.Line(map.Name)}'");
            report.Finish(stored);
        }
    }

    private static IMapSource Open(string file)
    {
        try
        {
            return MapFiles.Open(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MapFormatException)
        {
            throw CliException.LocalFile($"{file}: cannot read: {e.Message}", e);
        }
    }

    private sealed record Request(ConnectionRequest Connection, string File, Location? LowerLeft, Location? UpperRight, GeoBounds? Bounds)
    {
        public Request Check() => Bounds is null || (LowerLeft is null && UpperRight is null)
            ? this
            : throw CliException.Usage("--bbox names the area by itself; leave --ll and --ur out.");

        public GridArea AreaOf(IMapSource source)
        {
            if (Bounds is { } bounds)
            {
                GeoGrid geography = source.Details.Geography ?? throw CliException.Usage($"{File} does not say where on Earth it lies; name its cells instead: --ll X,Y --ur X,Y");
                return geography.TryGetArea(bounds, out GridArea touched, out string? off) ? touched : throw CliException.Usage($"--bbox: {off}");
            }

            Cell last = source.Grid.Whole.UpperRight;
            return source.Grid.TryGetArea(LowerLeft?.X ?? 0, LowerLeft?.Y ?? 0, UpperRight?.X ?? last.X, UpperRight?.Y ?? last.Y, out GridArea area, out GridError? error)
                ? area
                : throw CliException.Usage($"{File}: {error.Message}");
        }
    }
}
