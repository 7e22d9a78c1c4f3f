using System.Globalization;
using System.Text;

namespace CodeFirstSatellite.Maps.GeoTiff;

/// <summary>A world file: six lines beside a picture that say where it lies, as GDAL finds and reads them.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Numbers">
/// The width of a pixel, two numbers that are 0 where north is up, its height, which is negative, and the middle of the first pixel.
/// </param>
internal sealed record WorldFile(string Name, IReadOnlyList<double> Numbers)
{
    private const int Lines = 6;
    private const int LongestFile = 1024;

    /// <summary>Where a world file may be; the first that is there counts. That of map.tif is map.tfw, map.tifw or map.wld.</summary>
    public static IEnumerable<string> PathsOf(string path)
    {
        string extension = Path.GetExtension(path).TrimStart('.');
        string[] extensions = extension.Length > 1 ? [$"{extension[0]}{extension[^1]}w", $"{extension}w", "wld"] : ["wld"];
        return extensions.SelectMany(name => (string[])[name.ToLowerInvariant(), name.ToUpperInvariant()])
            .Select(name => Path.ChangeExtension(path, name));
    }

    /// <summary>Finds and reads a picture's world file; null if it has none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="MapFormatException">It is damaged.</exception>
    public static WorldFile? Find(string path)
    {
        if (PathsOf(path).FirstOrDefault(File.Exists) is not { } found)
        {
            return null;
        }

        using FileStream file = File.OpenRead(found);
        byte[] bytes = new byte[LongestFile];
        string[] lines = Encoding.ASCII.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Split('\n');
        double[] numbers =
        [
            .. lines.Take(Lines).TakeWhile(line => double.TryParse(Plain(line), CultureInfo.InvariantCulture, out _))
                .Select(line => double.Parse(Plain(line), CultureInfo.InvariantCulture)),
        ];
        return numbers.Length == Lines
            ? new WorldFile(Path.GetFileName(found), numbers)
            : throw new MapFormatException(
                $"its world file '{Path.GetFileName(found)}' is damaged: expected {Lines} lines of a number each, found {numbers.Length}");
    }

    private static string Plain(string line) => line.Trim().Replace(',', '.');
}
