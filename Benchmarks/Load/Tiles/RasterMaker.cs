using System.Globalization;
using Tests.Satellite.Harness;

namespace Benchmarks.Load.Tiles;

/// <summary>Makes large GeoTIFFs that take little of a disk.</summary>
internal static class RasterMaker
{
    public static void Run(Arguments options)
    {
        var bytes = (long)(1e9 * double.Parse(options.Text("--gigabytes"), CultureInfo.InvariantCulture));
        string file = options.Text("--file");
        switch (options.Text("--compression"))
        {
            case "jpeg":
                LargeRaster.MakeJpeg(file, bytes);
                break;
            case "deflate":
                LargeRaster.MakeDeflate(file, bytes);
                break;
            case string other:
                throw new ArgumentException($"The compression '{other}' is neither jpeg nor deflate.");
        }

        Console.WriteLine($"{LargeRaster.Columns}x{LargeRaster.Rows}");
    }
}
