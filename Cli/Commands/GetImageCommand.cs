using System.CommandLine;
using System.Globalization;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Formats;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Pictures;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli get-image</c>: gets the image of one cell.</summary>
internal static class GetImageCommand
{
    private const string Examples = """
        satcli get-image --x 40 --y 20               show the image at 40,20
        satcli get-image --x 40 --y 20 -o cell.jpg   its bytes, into a file
        satcli get-image --x 40 --y 20 --format json one line of JSON, the bytes in base64
        satcli get-image --lon 12.49 --lat 41.89     the image where Rome is
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        Option<string?> x = Value.Text("--x", "N", "Column, 0 at the western edge");
        Option<string?> y = Value.Text("--y", "N", "Row, 0 at the southern edge");
        Option<string?> longitude = Value.Text("--lon", "DEGREES", "Longitude, east of Greenwich, instead of --x");
        Option<string?> latitude = Value.Text("--lat", "DEGREES", "Latitude, north of the equator, instead of --y");
        Option<string?> output = Value.File("--out", "FILE",
            "Write the image's bytes to this file, which is complete or absent afterwards; - is stdout", "-o");
        var format = new FormatOption(
            talk,
            "auto: raw into a file; else text where the image is text, and where not, json; on a terminal the picture itself, in the way "
            + "that it takes pictures (kitty, iterm2 or sixel), or what it is",
            json: SingleImage.Json,
            SingleImage.Auto,
            SingleImage.Text,
            SingleImage.Json,
            SingleImage.Raw,
            PictureProtocol.Kitty,
            PictureProtocol.Iterm2,
            PictureProtocol.Sixel);

        var command = new SatcliCommand("get-image", "Get the image of one cell.", Examples)
        {
            x,
            y,
            longitude,
            latitude,
            output,
            format.Option,
        };
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            new Request(
                connection.Read(result),
                ReadCell(result.GetValue(x), result.GetValue(y), result.GetValue(longitude), result.GetValue(latitude)),
                format.Read(result, result.GetValue(output)),
                result.GetValue(output)),
            cancellationToken));
        return command;
    }

    private static CellChoice ReadCell(string? x, string? y, string? longitude, string? latitude) => (x, y, longitude, latitude) switch
    {
        ({ }, { }, null, null) => new CellChoice((Value.Coordinate("--x", x), Value.Coordinate("--y", y)), default),
        (null, null, { }, { }) => new CellChoice(null, (Value.Degrees("--lon", longitude), Value.Degrees("--lat", latitude))),
        _ => throw CliException.Usage("which image? Name its cell, --x N --y N, or a place in it, --lon DEGREES --lat DEGREES."),
    };

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        using SatelliteConnection connection = SatelliteConnection.Open(request.Connection);
        using OutputTarget output = OutputTarget.Open(request.Output);
        var report = ConnectionReport.Start(connection);
        await CallFailure.RunAsync(connection, CallAsync, cancellationToken);
        return ExitCode.Done;

        async Task CallAsync()
        {
            (int x, int y) = await request.Cell.FindAsync(connection, cancellationToken);
            Image image = await connection.GetImage(x, y, cancellationToken);
            SingleImage.Write(image, request.Format, output);
            output.Complete();
            if (output.IsFile && request.Format is SingleImage.Auto or SingleImage.Raw)
            {
                SingleImage.NoteOtherName(image, request.Output!);
            }

            report.Finish(string.Create(CultureInfo.InvariantCulture, $"{image.Bytes.Length:N0} bytes"));
        }
    }

    private sealed record Request(ConnectionRequest Connection, CellChoice Cell, string Format, string? Output);
}
