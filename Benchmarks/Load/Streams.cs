using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load;

/// <summary>How long the whole of an area takes to arrive.</summary>
internal static class Streams
{
    public static async Task MeasureAsync(ISatellite satellite, FullArea area, int warmUp, int streams)
    {
        for (var i = 0; i < warmUp + streams; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await ReceiveAsync(satellite, area);
            if (i >= warmUp)
            {
                Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(began).TotalSeconds:F6}"));
            }
        }
    }

    // One image too few, or of the wrong size, must not look fast.
    private static async Task ReceiveAsync(ISatellite satellite, FullArea area)
    {
        long count = 0, bytes = 0;
        await foreach (var image in satellite.GetImages(area.ToRequest()))
        {
            count++;
            bytes += image.Bytes.Length;
        }

        if (count != area.Cells || bytes != area.Cells)
        {
            throw new InvalidOperationException($"{count} images of {bytes} bytes came instead of {area.Cells}.");
        }
    }
}
