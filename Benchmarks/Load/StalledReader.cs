using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load;

/// <summary>A reader that takes one image and then no more, so that the server's memory can be looked at.</summary>
internal static class StalledReader
{
    public static async Task RunAsync(ISatellite satellite, FullArea area)
    {
        await using var images = satellite.GetImages(area.ToRequest()).GetAsyncEnumerator();
        if (!await images.MoveNextAsync())
        {
            throw new InvalidOperationException("No image came.");
        }

        Console.WriteLine("stalled");
        await Console.In.ReadToEndAsync();
    }
}
