using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CodeFirstSatellite.Cli.Connection;
using CodeFirstSatellite.Cli.Output;
using CodeFirstSatellite.Cli.Terminal;
using CodeFirstSatellite.Contracts;

namespace CodeFirstSatellite.Cli.Commands;

/// <summary><c>satcli maps</c>: lists the maps of a server.</summary>
internal static class MapsCommand
{
    private const string Text = "text";
    private const string Json = "json";

    private const string Examples = """
        satcli maps                                  a line for each map, the default first
        satcli maps --format json                    all that is known of each, a JSON object a line
        satcli get-area --map blue-marble -o earth.gpkg
        """;

    private static readonly string[] Header = ["NAME", "SIZE", "TYPE", "ZOOM", "TITLE", "ATTRIBUTION"];

    public static Command Create(ConnectionOptions connection, OutputOptions talk)
    {
        var format = new FormatOption(
            talk,
            "text: a table, by default; json: all that is known of each, one object a line",
            json: Json,
            Text,
            Json);
        var command = new SatcliCommand("maps", "List the server's maps.", Examples) { format.Option };
        command.UsesConnection = true;
        command.SetAction((result, cancellationToken) => RunAsync(
            connection.Read(result),
            format.Read(result),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ConnectionRequest request, string format, CancellationToken cancellationToken)
    {
        using SatelliteConnection connection = SatelliteConnection.Open(request);
        using OutputTarget output = OutputTarget.Open(null);
        var report = ConnectionReport.Start(connection);
        await CallFailure.RunAsync(connection, CallAsync, cancellationToken);
        return ExitCode.Done;

        async Task CallAsync()
        {
            MapList list = await connection.ListMaps(cancellationToken);
            if (format == Json)
            {
                list.Maps.ForEach(map => WriteJson(map, output.Sink));
            }
            else
            {
                output.Sink.Write(Encoding.UTF8.GetBytes(TextTable.Of([Header, .. list.Maps.Select(Row)])));
            }

            output.Complete();
            report.Finish(string.Create(CultureInfo.InvariantCulture, $"{list.Maps.Count:N0} maps"));
        }
    }

    private static string[] Row(Map map) =>
    [
        Printable.Line(map.Name),
        string.Create(CultureInfo.InvariantCulture, $"{map.Width}x{map.Height}"),
        Printable.Line(map.ContentType),
        Zoom(map),
        Or(map.Title),
        Or(map.Attribution),
    ];

    // The level of the size, then all.
    private static string Zoom(Map map) => map switch
    {
        { Zoom: null } => "-",
        { Zooms: [var lowest, .., var highest] } when map.Zooms.Count == highest - lowest + 1 => $"{map.Zoom} of {lowest}-{highest}",
        { Zooms.Count: > 1 } => $"{map.Zoom} of {string.Join(',', map.Zooms)}",
        _ => $"{map.Zoom}",
    };

    private static string Or(string text) => text.Length == 0 ? "-" : Printable.Line(text);

    private static void WriteJson(Map map, ByteSink sink)
    {
        using (var json = new Utf8JsonWriter(sink))
        {
            JsonSerializer.Serialize(json, map, MapJson.Default.Map);
        }

        sink.Write((byte)'\n');
    }
}

/// <summary>Makes JSON of a map with code made at compile time, which trimmed programs need.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(BoundsJson)])]
[JsonSerializable(typeof(Map))]
internal sealed partial class MapJson : JsonSerializerContext;

/// <summary>Bounds as an array: west, south, east, north in degrees.</summary>
internal sealed class BoundsJson : JsonConverter<Bounds>
{
    public override Bounds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("satcli only writes JSON");

    public override void Write(Utf8JsonWriter writer, Bounds value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        Array.ForEach([value.West, value.South, value.East, value.North], writer.WriteNumberValue);
        writer.WriteEndArray();
    }
}
