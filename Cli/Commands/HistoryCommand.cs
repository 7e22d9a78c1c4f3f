using System.CommandLine;
using System.Globalization;
using System.Text;
using CodeFirstSatellite.Cli.Areas;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Contracts;
using CodeFirstSatellite.Maps.Changes;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli history</c>: lists the images of a cell that the server's map keeps.</summary>
internal static class HistoryCommand
{
    private const string Text = "text";
    private const string Json = "json";

    private const string Examples = """
        satcli history --x 40 --y 20                 a line for each image, the current first
        satcli history --lon 12.49 --lat 41.89       of the cell where Rome is
        satcli get-image --x 40 --y 20 --at 2026-11-20T12:00Z -o before.jpg
        """;

    private static readonly string[] Header = ["SINCE", "TAKEN", "VERSION", "BYTES"];

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var cell = new CellOptions();
        var format = new FormatOption(talk, "text: a table, by default; json: one object a line", json: Json, Text, Json);
        var command = new SatcliCommand("history", "List the images of a cell that the server's map keeps.", Examples);
        cell.AddTo(command);
        command.Add(format.Option);
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            connection.Read(result),
            cell.Read(result),
            format.Read(result),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ConnectionRequest request, CellChoice choice, string format, CancellationToken cancellationToken)
    {
        using SatelliteConnection connection = SatelliteConnection.Open(request);
        using OutputTarget output = OutputTarget.Open(null);
        var report = ConnectionReport.Start(connection);
        await CallFailure.RunAsync(connection, CallAsync, cancellationToken);
        return ExitCode.Done;

        async Task CallAsync()
        {
            (int x, int y) = await choice.FindAsync(connection, cancellationToken);
            List<ImageVersion> versions = (await connection.ListVersions(x, y, cancellationToken)).Versions;
            string text = format == Json
                ? string.Concat(versions.Select(image => ToJson(image) + "\n"))
                : TextTable.Of([Header, .. versions.Select(Row)]);
            output.Sink.Write(Encoding.UTF8.GetBytes(text));
            output.Complete();
            report.Finish(string.Create(CultureInfo.InvariantCulture, $"{versions.Count:N0} images"));
        }
    }

    private static string[] Row(ImageVersion image) =>
    [
        Since(image) ?? "the beginning",
        Taken(image) ?? "-",
        image.Version.ToString(CultureInfo.InvariantCulture),
        image.Length.ToString("N0", CultureInfo.InvariantCulture),
    ];

    private static string ToJson(ImageVersion image) => JsonLine.Of(json =>
    {
        if (Since(image) is { } since)
        {
            json.WriteString("since", since);
        }

        if (Taken(image) is { } taken)
        {
            json.WriteString("taken", taken);
        }

        json.WriteNumber("version", image.Version);
        json.WriteNumber("bytes", image.Length);
    });

    // Null for an image that was in the map before the map kept versions.
    private static string? Since(ImageVersion image) =>
        Taken(image) ?? (image.Version > 0 ? VersionTime.Format(image.Version) : null);

    // Null if nobody told.
    private static string? Taken(ImageVersion image) => image.Taken is { } taken ? VersionTime.Format(taken) : null;
}
