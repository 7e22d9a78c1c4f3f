using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>How long a call takes that is alone on its connection.</summary>
internal static class SequentialCalls
{
    // The same cells in every run.
    private const int Seed = 1;

    public static async Task MeasureAsync(Arguments options)
    {
        using var channel = ClientChannel.Open(options);
        var satellite = channel.Satellite;
        FullArea? area = options.Optional("--area") is null ? null : FullArea.Of(options);
        var random = new Random(Seed);
        int warmUp = options.Number("--warm-up");
        var times = new double[options.Number("--calls")];
        for (var i = -warmUp; i < times.Length; i++)
        {
            Location location = area is null ? new() { X = 3, Y = 4 } : new() { X = random.Next(area.Width), Y = random.Next(area.Height) };
            var began = Stopwatch.GetTimestamp();
            var image = await satellite.GetImage(location);
            var took = Stopwatch.GetElapsedTime(began);
            if (image.X != location.X || image.Y != location.Y || image.Bytes.IsEmpty)
            {
                throw new InvalidOperationException("Another image came.");
            }

            if (i >= 0)
            {
                times[i] = took.TotalMicroseconds;
            }
        }

        Array.Sort(times);
        Console.WriteLine(FormattableString.Invariant($"{times[times.Length / 2]:F1} {times[times.Length * 99 / 100]:F1}"));
    }
}
