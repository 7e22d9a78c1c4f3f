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
        satcli get-image --x 40 --y 20 --at 2026-11-20T12:00Z
        """;

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var cell = new CellOptions();
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

        var at = new TimeOption("The image that the cell had at this time, such as 2026-11-20T12:00Z, if the map keeps older images");
        var command = new SatcliCommand("get-image", "Get the image of one cell.", Examples);
        cell.AddTo(command);
        command.Add(output);
        command.Add(format.Option);
        command.Add(at.Option);
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            new Request(
                connection.Read(result) with { At = at.Read(result) },
                cell.Read(result),
                format.Read(result, result.GetValue(output)),
                result.GetValue(output)),
            cancellationToken));
        return command;
    }

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
