using System.CommandLine;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli get-area</c>: streams the images of a rectangle.</summary>
internal static class GetAreaCommand
{
    private const string Examples = """
        satcli get-area                              draw the whole map
        satcli get-area > map.txt                    ... into a file: a text map comes back byte for byte
        satcli get-area --ll 30,10 --ur 50,20        a rectangle, both corners inclusive
        satcli get-area --bbox 5.8,47.2,15.1,55.1    what Germany touches
        satcli get-area -o images.ndjson --format ndjson
        satcli get-area -o map.mbtiles               an MBTiles file, as GDAL reads it
        satcli get-area -o map/                      a file for each image
        satcli get-area --deadline 2s                give up after two seconds
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var area = new AreaOptions();
        Option<string?> output = Value.File(
            "--out",
            "PATH",
            "Write to this file, which is complete or absent afterwards; an MBTiles file if it ends in .mbtiles; "
            + "FOLDER/ gets a file for each image; - is stdout",
            "-o");
        var format = new FormatOption(
            talk,
            "map: rows of one-byte images; ndjson: a JSON object with base64 a line; raw: the images' bytes one after another; "
            + "auto: map for text, else ndjson (on a terminal, a summary)",
            json: AreaFormat.Ndjson,
            AreaFormat.Auto,
            AreaFormat.Map,
            AreaFormat.Ndjson,
            AreaFormat.Raw);

        var command = new SatcliCommand("get-area", "Stream the images of a rectangle, written as they arrive.", Examples);
        area.AddTo(command);
        command.Add(output);
        command.Add(format.Option);
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            new Request(
                connection.Read(result),
                area.Read(result),
                format.Read(result, result.GetValue(output)),
                result.GetValue(output)).Check(),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        using SatelliteConnection connection = SatelliteConnection.Open(request.Connection);
        using OutputTarget? output = ImageStore.IsOne(request.Output) ? null : OutputTarget.Open(request.Output);
        var report = ConnectionReport.Start(connection);
        await CallFailure.RunAsync(connection, CallAsync, cancellationToken);
        return ExitCode.Done;

        async Task CallAsync()
        {
            (ServedMap map, GridArea area) = await request.Area.FindAsync(connection, cancellationToken);
            using Progress progress = Progress.Create(area.CellCount, output is { IsTerminal: true });
            IAsyncEnumerable<Image> images = connection.GetImages(area, cancellationToken);
            if (output is null)
            {
                using ImageStore store = ImageStore.Create(request.Output!, map, area);
                await ImagePump.RunAsync(images, area, _ => store, new ByteSink(Stream.Null, request.Output!), progress, cancellationToken);
                store.Commit();
            }
            else
            {
                ImageFormat? format = null;
                await ImagePump.RunAsync(images, area, Choose, output.Sink, progress, cancellationToken);
                output.Complete();
                NoteWhatWasCut(format);

                ImageFormat Choose(CellImage? first) =>
                    format = AreaFormat.Create(request.Format, area, map.ContentType, first, output.IsTerminal);
            }

            report.Finish($"{progress.Images:N0} images");
        }
    }

    private static void NoteWhatWasCut(ImageFormat? format)
    {
        if (format is TerminalMapFormat { WasCut: true })
        {
            Stderr.Note(
                "this terminal is too narrow for the whole of it; the rest is cut off at the right. All of it, into a file:\n"
                + $"  {SelfCommand.With(["get-area", "-o", "map.txt"])}");
        }
    }

    private sealed record Request(ConnectionRequest Connection, AreaChoice Area, string Format, string? Output)
    {
        public Request Check() => Format == AreaFormat.Auto || !ImageStore.IsOne(Output)
            ? this
            : throw CliException.Usage(
                $"--format {Format} is for a stream of bytes, and {Output} keeps each image apart; leave --format out.");
    }
}
