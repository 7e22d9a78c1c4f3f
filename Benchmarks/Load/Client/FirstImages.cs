using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>How long the first image of an area takes; the rest of the stream is cancelled.</summary>
internal static class FirstImages
{
    public static async Task MeasureAsync(Arguments options)
    {
        using var channel = ClientChannel.Open(options);
        var satellite = channel.Satellite;
        var area = FullArea.Of(options);
        int warmUp = options.Number("--warm-up");
        for (var i = 0; i < warmUp + options.Number("--calls"); i++)
        {
            // Its answer comes after what the last cancelled stream still had on the way, which is no part of the next one's time.
            await satellite.GetImage(new Location());

            var began = Stopwatch.GetTimestamp();
            var took = TimeSpan.Zero;

            // Leaving the loop cancels the call.
            await foreach (var _ in satellite.GetImages(area.ToRequest()))
            {
                took = Stopwatch.GetElapsedTime(began);
                break;
            }

            if (i >= warmUp)
            {
                Console.WriteLine(FormattableString.Invariant($"{took.TotalMilliseconds:F3}"));
            }
        }
    }
}
