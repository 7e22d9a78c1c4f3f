using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>How long the whole of an area takes to arrive.</summary>
internal static class Streams
{
    public static async Task MeasureAsync(Arguments options)
    {
        using var channel = ClientChannel.Open(options);
        var satellite = channel.Satellite;
        var area = FullArea.Of(options);
        long? bytes = options.Optional("--total") switch
        {
            null => area.Cells * options.Number("--bytes"),
            "any" => null,
            string total => long.Parse(total, null),
        };
        int warmUp = options.Number("--warm-up");
        for (var i = 0; i < warmUp + options.Number("--streams"); i++)
        {
            var began = Stopwatch.GetTimestamp();
            await ReceiveAsync(satellite, area, bytes);
            if (i >= warmUp)
            {
                Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(began).TotalSeconds:F6}"));
            }
        }
    }

    // One image too few, or of the wrong size, must not look fast.
    private static async Task ReceiveAsync(ISatellite satellite, FullArea area, long? expected)
    {
        long count = 0, bytes = 0;
        await foreach (var image in satellite.GetImages(area.ToRequest()))
        {
            count++;
            bytes += image.Bytes.Length;
        }

        if (count != area.Cells || bytes != (expected ?? bytes))
        {
            throw new InvalidOperationException($"{count} images of {bytes} bytes came instead of {area.Cells} of {expected}.");
        }
    }
}
