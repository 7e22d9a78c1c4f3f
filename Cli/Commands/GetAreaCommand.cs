using System.CommandLine;
using System.Globalization;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli get-area</c>: streams the images of a rectangle.</summary>
internal static class GetAreaCommand
{
    private const string Examples = """
        satcli get-area                              draw the whole map
        satcli get-area > map.txt                    ... into a file: a text map comes back byte for byte
        satcli get-area --ll 30,10 --ur 50,20        a rectangle, both corners inclusive
        satcli get-area --bbox 5.8,47.2,15.1,55.1    what Germany touches
        satcli get-area --bbox 5.8,47.2,15.1,55.1 -o germany.png
        satcli get-area -o map.tif                   a GeoTIFF of any size; .png and .jpg are pictures too
        satcli get-area -o map.gpkg                  a GeoPackage, as GDAL and QGIS read it
        satcli get-area -o map.mbtiles               an MBTiles file
        satcli get-area -o map.pmtiles               a PMTiles archive, as web maps read it
        satcli get-area -o map.mbtiles --pyramid     ... with the map's lower zoom levels
        satcli get-area --bbox 170,-50,-170,-30      across the 180th meridian
        satcli get-area -o map/                      a file for each image, as web maps have them
        satcli get-area -o images.ndjson             a JSON object for each image
        satcli get-area --at 2026-11-20T12:00Z       as the map was then, if it keeps older images
        satcli get-area --deadline 2s                give up after two seconds
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var area = new AreaOptions();
        Option<string?> output = Value.File(
            "--out",
            "PATH",
            "Write to this file, which is complete or absent afterwards. Its extension says as what: .png, .jpg and .tif are the images as "
            + "one picture, cut off at --bbox; .gpkg is a GeoPackage, .mbtiles an MBTiles file, .pmtiles a PMTiles archive; .txt, .ndjson "
            + "and .raw are those formats. "
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

        var at = new TimeOption("As the map was at this time, such as 2026-11-20T12:00Z, if it keeps older images");
        var pyramid = new Option<bool>("--pyramid")
        {
            Description = "The map's lower zoom levels as well, into a file or a folder that holds several",
        };
        var retry = new RetryOption();
        var command = new SatcliCommand("get-area", "Stream the images of a rectangle, written as they arrive.", Examples);
        area.AddTo(command);
        command.Add(output);
        command.Add(format.Option);
        command.Add(at.Option);
        command.Add(pyramid);
        command.Add(retry.Option);
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            connection.Read(result) with { At = at.Read(result) },
            area.Read(result),
            format.Read(result, result.GetValue(output)),
            result.GetValue(output),
            result.GetValue(pyramid),
            retry.Read(result),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ConnectionRequest request,
        AreaChoice area,
        string format,
        string? output,
        bool isPyramid,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        if (format != AreaFormat.Auto && ImageStore.IsOne(output))
        {
            throw CliException.Usage(
                $"--format {format} is for a stream of bytes, and {output} is something else by its name; leave --format out.");
        }

        if (isPyramid && !ImageStore.HoldsLevels(output))
        {
            throw CliException.Usage(
                "--pyramid is for what holds several zoom levels: -o FILE.mbtiles, FILE.pmtiles, FILE.gpkg or FOLDER/. "
                + "gdaladdo makes the overviews of a GeoTIFF.");
        }

        // What a pipe or a device is called says nothing of its reader.
        if (format == AreaFormat.Auto && output is not (null or "-") && !ImageStore.IsOne(output) && !SpecialFile.IsOne(output))
        {
            format = FileExtension.FormatOf(output);
        }

        using var download = new Download(area, format, output, isPyramid);
        var reconnection = new Reconnection(request, patience);
        try
        {
            await reconnection.RunAsync(CallAsync, download.Again, cancellationToken);
        }
        catch (Exception e) when (e is not ClosedPipeException)
        {
            download.BreakOff();
            throw;
        }

        download.Complete();
        return ExitCode.Done;

        async Task CallAsync(SatelliteConnection connection)
        {
            var report = ConnectionReport.Start(connection);
            long before = download.Images;
            try
            {
                await download.ContinueAsync(connection, cancellationToken);
            }
            finally
            {
                if (download.Images > before)
                {
                    reconnection.NoteAnswer();
                }
            }

            report.Finish(string.Create(CultureInfo.InvariantCulture, $"{download.Images:N0} images"));
        }
    }
}
