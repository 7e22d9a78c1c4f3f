using System.CommandLine;
using System.Globalization;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Completion;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
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
        satcli put-area today.mbtiles --overviews          ... and see them at all zoom levels
        satcli put-area pass.mbtiles --taken 2026-11-20T10:21:07Z
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var file = new Argument<string>("FROM") { HelpName = "FROM.mbtiles", Description = "The images, on the same grid as the map's" };
        file.CompletionSources.Add(PathCompletion.File);
        var area = new AreaOptions("file");
        var retry = new RetryOption();
        var asIs = new Option<bool>("--as-is")
        {
            Description = "Store each image under its column and row, though the file has another grid or place on Earth than the map",
        };
        var overviews = new Option<bool>("--overviews")
        {
            Description = "Then make the images of the lower zoom levels anew there, each from the four above it",
        };
        var taken = new TimeOption(
            "When the images were taken, such as 2026-11-20T10:21:07Z; by default now. They do not replace images taken later", "--taken");
        var command = new SatcliCommand(
            "put-area",
            "Store the images of an MBTiles file or a PMTiles archive in the server's map. What is stored stays, "
            + "so it goes on where a lost connection left off.",
            Examples);
        command.Add(file);
        area.AddTo(command);
        command.Add(taken.Option);
        command.Add(asIs);
        command.Add(overviews);
        command.Add(retry.Option);
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            connection.Read(result),
            result.GetRequiredValue(file),
            area.Read(result),
            taken.Read(result),
            result.GetValue(asIs),
            result.GetValue(overviews),
            retry.Read(result),
            talk.IsJson(result),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ConnectionRequest request,
        string file,
        AreaChoice choice,
        long? taken,
        bool isAsIs,
        bool withOverviews,
        TimeSpan patience,
        bool isJson,
        CancellationToken cancellationToken)
    {
        await using IMapSource source = Open(file);
        GridArea area = choice.On(
            source.Grid,
            () => source.Details.Geography
                ?? throw Refuse("it does not say where on Earth it lies; name its cells instead: --ll X,Y --ur X,Y"),
            Refuse);
        using Progress progress = Progress.Create(area.CellCount, isDataOnTerminal: false);
        var upload = new Upload(source, area, taken, progress);
        var reconnection = new Reconnection(request, patience);
        try
        {
            await reconnection.RunAsync(CallAsync, again: () => $"{Stored()} stored; trying again", cancellationToken);
        }
        catch (CliException) when (progress.Images > 0)
        {
            Stderr.Note($"{Stored()} stored, and the same command stores the rest; what ended it:");
            throw;
        }

        return ExitCode.Done;

        async Task CallAsync(SatelliteConnection connection)
        {
            var report = ConnectionReport.Start(connection);
            ServedMap map = ServedMap.Of(await connection.GetMap(cancellationToken));
            if (!isAsIs)
            {
                RefuseOtherPlace(file, source, map);
            }

            Overviews? overviews = withOverviews ? new Overviews(map, area) : null;

            try
            {
                await upload.SendAsync(connection, () => reconnection.NoteAnswer(), cancellationToken);
            }
            finally
            {
                progress.Clear();
            }

            if (upload.Older > 0)
            {
                string kept = await FindWhatBecameOfOlderAsync(connection, area, cancellationToken);
                Stderr.Note(string.Create(
                    CultureInfo.InvariantCulture, $"{upload.Older:N0} images were taken before those of the map: {kept}"));
            }

            if (overviews is not null)
            {
                await overviews.MakeAsync(connection, cancellationToken);
            }

            string done = $"{Stored()} stored in map '{Printable.Line(map.Name)}'{Made(overviews)}";
            Console.Out.WriteLine(isJson ? Json(map, overviews) : done);
            report.Finish(Stored());
        }

        CliException Refuse(string message) => CliException.Usage($"{file}: {message}");

        string Json(ServedMap map, Overviews? overviews) => JsonLine.Of(json =>
        {
            json.WriteString("map", map.Name);
            json.WriteNumber("images", progress.Images);
            if (taken is not null)
            {
                json.WriteNumber("older", upload.Older);
            }

            if (overviews is not null)
            {
                json.WriteNumber("overviews", overviews.Images);
                json.WriteNumber("lowest_zoom", overviews.LowestZoom);
            }
        });

        static string Made(Overviews? overviews) => overviews is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $", and {overviews.Images:N0} overviews of it down to zoom level {overviews.LowestZoom}");

        string Stored() => string.Create(CultureInfo.InvariantCulture, $"{progress.Images:N0} images");
    }

    // Only a map that keeps older images lists them.
    private static async Task<string> FindWhatBecameOfOlderAsync(
        SatelliteConnection connection, GridArea area, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ListVersions(area.West, area.South, cancellationToken);
            return "kept as older ones";
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            return "not kept, the map keeps no older images";
        }
        catch (RpcException e)
        {
            return $"whether the map keeps them is not known ({e.Status.Detail})";
        }
    }

    private static void RefuseOtherPlace(string file, IMapSource source, ServedMap map)
    {
        string name = Printable.Line(map.Name);
        if (source.Grid != map.Grid)
        {
            throw CliException.Usage(
                $"{file} is {source.Grid} and the server's map '{name}' is {map.Grid}, so the images would not lie where they belong. "
                + "satcli maps lists the other maps; --as-is stores each image under its column and row all the same.");
        }

        // A file or a map that does not say where it lies contradicts nobody.
        if (source.Details.Geography is { } ours && map.Details.Geography is { } theirs && !ours.IsSamePlace(theirs))
        {
            throw CliException.Usage(
                $"{file} is {GeoGrid.Describe(ours)} and the server's map '{name}' is {GeoGrid.Describe(theirs)}, so each place would get "
                + "the image of another. --as-is stores each image under its column and row all the same.");
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
}
