using System.Diagnostics;
using System.Globalization;

namespace Tests.Satellite.Cli;

/// <summary>GDAL's programs: what QGIS and others see of a file.</summary>
internal static class Gdal
{
    /// <summary>Ends the test as skipped, or as failed where nothing may be missing, when there is none.</summary>
    public static void Require(TestContext context) =>
        Requirement.Check(context, "GDAL", Requirement.Program("gdallocationinfo", "gdal-bin"));

    /// <summary>The colour at a place, one number a band; empty where the file has nothing.</summary>
    public static Task<string> ColourAtAsync(string file, double longitude, double latitude) =>
        RunAsync("gdallocationinfo", "-valonly", "-wgs84", file, Text(longitude), Text(latitude));

    /// <summary>The colour of a pixel, counted from the upper left.</summary>
    public static Task<string> ColourOfAsync(string file, int column, int row) =>
        RunAsync("gdallocationinfo", "-valonly", file, Text(column), Text(row));

    /// <summary>What GDAL knows of a file.</summary>
    public static Task<string> DescribeAsync(string file) => RunAsync("gdalinfo", file);

    /// <summary>The checksum of each band's pixels, as GDAL counts it.</summary>
    public static async Task<string[]> ChecksumsAsync(string file)
    {
        string described = await RunAsync("gdalinfo", "-checksum", file);
        return [.. described.Split('\n').Where(line => line.Contains("Checksum=", StringComparison.Ordinal))];
    }

    /// <summary>Cuts pixels out of a file, counted from the upper left.</summary>
    public static Task CutAsync(string file, string cut, int left, int top, int width, int height) => RunAsync(
        "gdal_translate", "-q", "-srcwin", Text(left), Text(top), Text(width), Text(height), file, cut);

    /// <summary>Runs one of its programs, which must succeed; what it writes to stdout.</summary>
    public static Task<string> RunAsync(string program, params string[] arguments) => RunAsync(program, (IEnumerable<string>)arguments);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Or it would keep the tiles that it reads from a server.
        start.Environment["GDAL_ENABLE_WMS_CACHE"] = "NO";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode, await error);
        return output.Trim();
    }
}
