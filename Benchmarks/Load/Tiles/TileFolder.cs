using CodeFirstSatellite.Maps;

namespace Benchmarks.Load.Tiles;

/// <summary>Writes the images of a map as files, for servers of files.</summary>
internal static class TileFolder
{
    public static async Task WriteAsync(Arguments options)
    {
        IMapSource map = MapFiles.Open(options.Text("--map"));
        string folder = options.Text("--folder");
        for (var x = 0; x < map.Grid.Width; x++)
        {
            Directory.CreateDirectory(PathOf(folder, x));
        }

        long total = 0;
        await using IAreaReader reader = map.OpenArea(map.Grid.Whole);
        while (await reader.WaitToReadAsync(CancellationToken.None))
        {
            while (reader.TryRead(out CellImage image))
            {
                using var file = File.Create(
                    Path.Combine(PathOf(folder, image.Cell.X), FormattableString.Invariant($"{image.Cell.Y}")),
                    bufferSize: 0);
                file.Write(image.Bytes.Span);
                total += image.Bytes.Length;
            }
        }

        Console.WriteLine(total);
    }

    private static string PathOf(string folder, int x) => Path.Combine(folder, FormattableString.Invariant($"{x}"));
}
