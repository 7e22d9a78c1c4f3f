using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tests.Satellite.Harness;

namespace Tests.Satellite.PmTiles;

/// <summary>A tile; rows count from the north, as PMTiles has it.</summary>
internal sealed record Tile(int Zoom, int Column, int Row, string Text)
{
    /// <summary>As a map of the service has it: x,y=image, y from the south.</summary>
    public string OnMap => string.Create(CultureInfo.InvariantCulture, $"{Column},{(1 << Zoom) - 1 - Row}={Text}");
}

/// <summary>
/// Two witnesses for PMTiles archives: witness.py, written from the specification, makes and reads them; npm's pmtiles, the reference
/// implementation, reads them as a browser does.
/// </summary>
internal static class PmTilesWitness
{
    private static readonly string Modules = Path.Combine(Programs.Repository, "artifacts", "tools", "node_modules");

    /// <summary>Ends the test as skipped, or as failed where nothing may be missing, when there is no Python.</summary>
    public static void Require(TestContext context) =>
        Requirement.Check(context, "PMTiles", Requirement.Program("python3", "python3"));

    /// <summary>The same for the reference implementation.</summary>
    public static void RequireReference(TestContext context) => Requirement.Check(
        context,
        "PMTiles in browsers",
        Requirement.Program("node", "nodejs"),
        Requirement.Folder(Path.Combine(Modules, "pmtiles"), "pmtiles (from npm, as Tests/run.sh does)"));

    /// <summary>Writes an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tiles">Its tiles.</param>
    /// <param name="more">What else witness.py is told, such as <c>"leaf": 7</c>.</param>
    public static async Task MakeAsync(string path, IEnumerable<Tile> tiles, string more = "")
    {
        using var description = new MemoryStream();
        await using (var json = new Utf8JsonWriter(description))
        {
            json.WriteStartObject();
            json.WriteStartArray("tiles");
            foreach (Tile tile in tiles)
            {
                json.WriteStartArray();
                json.WriteNumberValue(tile.Zoom);
                json.WriteNumberValue(tile.Column);
                json.WriteNumberValue(tile.Row);
                json.WriteStringValue(tile.Text);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            using JsonDocument others = JsonDocument.Parse("{" + more + "}");
            foreach (JsonProperty other in others.RootElement.EnumerateObject())
            {
                other.WriteTo(json);
            }

            json.WriteEndObject();
        }

        await RunAsync("python3", [Script("witness.py"), "make", path], description.ToArray());
    }

    /// <summary>What an archive holds, as witness.py tells it.</summary>
    public static async Task<JsonElement> ShowAsync(string path) =>
        JsonElement.Parse(await RunAsync("python3", [Script("witness.py"), "show", path]));

    /// <summary>What the reference implementation finds; images as in <see cref="Images"/>.</summary>
    public static async Task<JsonElement> ReadAsync(string path, IEnumerable<(int Zoom, int Column, int Row)> tiles)
    {
        string list = string.Join(',', tiles.Select(tile => FormattableString.Invariant($"[{tile.Zoom},{tile.Column},{tile.Row}]")));
        return JsonElement.Parse(await RunAsync("node", [Script("read.js"), path], Encoding.ASCII.GetBytes($"[{list}]")));
    }

    /// <summary>The images that a witness found: zoom/column/row and the SHA-256 of each, sorted.</summary>
    public static string[] Images(JsonElement found) =>
    [
        .. found.GetProperty("images").EnumerateObject()
            .Select(image => $"{image.Name} {image.Value.GetString()}")
            .Order(StringComparer.Ordinal),
    ];

    private static string Script(string name) => Path.Combine(Programs.Repository, "Tests", "Satellite", "PmTiles", name);

    private static async Task<string> RunAsync(string program, string[] arguments, byte[]? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = Modules },
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await error);
        return await output;
    }
}
