using System.Diagnostics;
using System.Globalization;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>Stores images in cells here and there, from each connection in one call, as fast as they are taken or at a rate.</summary>
internal static class Storing
{
    private const long Stride = 7919;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    public static async Task MeasureAsync(Arguments options)
    {
        int connections = options.Number("--connections");
        double? rate = options.Optional("--rate") is { } total ? double.Parse(total, CultureInfo.InvariantCulture) / connections : null;
        var length = TimeSpan.FromSeconds(options.Number("--seconds"));
        var began = Stopwatch.GetTimestamp();
        long[] stored = await Task.WhenAll(Enumerable.Range(0, connections).Select(seed => StoreAsync(options, seed, rate, length)));
        Console.WriteLine(FormattableString.Invariant($"{stored.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds:F0}"));
    }

    private static async Task<long> StoreAsync(Arguments options, int seed, double? rate, TimeSpan length)
    {
        using var channel = ClientChannel.Open(options);
        long count = 0;
        await foreach (Stored stored in channel.Service<IArchive>().PutImages(SendAsync(options, seed, rate, length)))
        {
            count = stored.Count;
        }

        return count;
    }

    private static async IAsyncEnumerable<Image> SendAsync(Arguments options, int seed, double? rate, TimeSpan length)
    {
        string[] size = options.Text("--area").Split('x');
        (int width, int height) = (int.Parse(size[0], CultureInfo.InvariantCulture), int.Parse(size[1], CultureInfo.InvariantCulture));

        // A run's own, since an image that is there already is not stored.
        byte[] bytes = new byte[options.Number("--bytes")];
        new Random(HashCode.Combine(seed, Environment.ProcessId)).NextBytes(bytes);
        var began = Stopwatch.GetTimestamp();
        for (long sent = 0; Stopwatch.GetElapsedTime(began) < length;)
        {
            if (rate is { } limit && sent >= limit * Stopwatch.GetElapsedTime(began).TotalSeconds)
            {
                await Task.Delay(Tick);
                continue;
            }

            // From the cell that the other measurements ask for, on through all of them.
            long cell = ((4L * width) + 3 + (sent * Stride) + (seed * Stride / 2)) % ((long)width * height);
            BitConverter.TryWriteBytes(bytes, ++sent);
            yield return new Image { X = (int)(cell % width), Y = (int)(cell / width), Bytes = bytes };
        }
    }
}
