using System.Diagnostics;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>Calls as many as a server can take: so many connections, each with so many calls under way at any time.</summary>
/// <remarks>What h2load does, which has no client certificates. It is the heavier load generator, and the same for all servers.</remarks>
internal static class ClosedLoop
{
    public static async Task MeasureAsync(Arguments options)
    {
        var channels = Enumerable.Range(0, options.Number("--connections")).Select(_ => ClientChannel.Open(options)).ToArray();
        int inFlight = options.Number("--in-flight");
        int calls = options.Number("--calls");

        await RunAsync(channels, inFlight, calls / 10);
        var began = Stopwatch.GetTimestamp();
        await RunAsync(channels, inFlight, calls);
        Console.WriteLine(FormattableString.Invariant($"{calls / Stopwatch.GetElapsedTime(began).TotalSeconds:F0}"));
        Array.ForEach(channels, channel => channel.Dispose());
    }

    private static Task RunAsync(ClientChannel[] channels, int inFlight, int calls)
    {
        int left = calls;
        return Task.WhenAll(
            from channel in channels
            let satellite = channel.Satellite
            from worker in Enumerable.Range(0, inFlight)
            select Task.Run(() => WorkAsync(satellite)));

        async Task WorkAsync(ISatellite satellite)
        {
            var location = new Location { X = 3, Y = 4 };
            while (Interlocked.Decrement(ref left) >= 0)
            {
                if ((await satellite.GetImage(location)).X != 3)
                {
                    throw new InvalidOperationException("Another image came.");
                }
            }
        }
    }
}
