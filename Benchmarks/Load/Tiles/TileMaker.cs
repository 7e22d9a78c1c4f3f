using CodeFirstSatellite.Maps;
using CodeFirstSatellite.Maps.Tiles;
using CodeFirstSatellite.Maps.Tiles.Archive;

namespace Benchmarks.Load.Tiles;

/// <summary>Makes MBTiles files of images that no disk or cache can press together, the same ones every time.</summary>
internal static class TileMaker
{
    private const int Seed = 1;

    public static void Run(Arguments options)
    {
        var grid = new Grid(options.Number("--width"), options.Number("--height"));
        var details = new MapDetails { Title = "generated" };
        var level = new TileLevel(Zoom: null, grid, Geography: null, grid.Whole);
        using TileSetWriter writer = TileSetWriter.Create(options.Text("--map"), "image/jpeg", details, level);
        Console.WriteLine(AddImages(writer, grid, options.Number("--bytes")));
        writer.Complete();
    }

    // Rows from the north, as satcli writes them. Sizes are up to a quarter above and below what is asked for.
    private static long AddImages(TileSetWriter writer, Grid grid, int bytes)
    {
        var random = new Random(Seed);
        byte[] noise = new byte[1024 * 1024 + (2 * bytes)];
        random.NextBytes(noise);
        long total = 0;
        for (var y = grid.Height - 1; y >= 0; y--)
        {
            for (var x = 0; x < grid.Width; x++)
            {
                int length = random.Next(bytes * 3 / 4, bytes * 5 / 4);
                writer.Add(0, x, y, noise.AsMemory(random.Next(1024 * 1024), length));
                total += length;
            }
        }

        return total;
    }
}
