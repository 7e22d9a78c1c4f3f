using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>How long a call takes that is alone on its connection.</summary>
internal static class SequentialCalls
{
    public static async Task MeasureAsync(Arguments options)
    {
        using var channel = ClientChannel.Open(options);
        var satellite = channel.Satellite();
        int warmUp = options.Number("--warm-up");
        var times = new double[options.Number("--calls")];
        for (var i = -warmUp; i < times.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var image = await satellite.GetImage(new Location { X = 3, Y = 4 });
            var took = Stopwatch.GetElapsedTime(began);
            if (image.X != 3 || image.Bytes.IsEmpty)
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
