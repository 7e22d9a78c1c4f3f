using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>Reads many streams at once for a time, and says how much came and how evenly.</summary>
internal static class ConcurrentStreams
{
    // Counters of different streams lie in different cache lines.
    private const int Apart = 8;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);

    public static async Task MeasureAsync(Arguments options)
    {
        using var channel = ClientChannel.Open(options);
        using var stop = new CancellationTokenSource();
        var satellite = channel.Satellite;
        var area = FullArea.Of(options);
        var counts = new long[options.Number("--streams") * Apart];
        var seconds = options.Number("--seconds");

        var streams = Enumerable.Range(0, counts.Length / Apart)
            .Select(i => Task.Run(() => ReadAsync(satellite, area, counts, i * Apart, stop.Token)))
            .ToArray();
        await EveryStreamBegunAsync(counts);
        var before = Snapshot(counts);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var after = Snapshot(counts);
        await stop.CancelAsync();
        await Task.WhenAll(streams).WaitAsync(LongestEnd);

        var rates = after.Zip(before, (end, start) => (double)(end - start) / seconds).Order().ToArray();
        var median = rates[rates.Length / 2];
        Console.WriteLine(FormattableString.Invariant($"{rates.Sum():F0} {(median > 0 ? rates[0] / median : 0):F2}"));
    }

    // Asks again when an area is at its end, so that every stream lasts until it is stopped.
    private static async Task ReadAsync(ISatellite satellite, FullArea area, long[] counts, int own, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await foreach (var _ in satellite.GetImages(area.ToRequest(), new CallOptions(cancellationToken: stop)))
                {
                    counts[own]++;
                }
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is (RpcException or OperationCanceledException))
        {
            // As asked.
        }
    }

    // A stream that has not begun by then counts as one that gets nothing.
    private static async Task EveryStreamBegunAsync(long[] counts)
    {
        for (var waited = TimeSpan.Zero; Snapshot(counts).Contains(0) && waited < LongestStart; waited += TimeSpan.FromMilliseconds(10))
        {
            await Task.Delay(10);
        }
    }

    private static long[] Snapshot(long[] counts) =>
        [.. Enumerable.Range(0, counts.Length / Apart).Select(i => Volatile.Read(ref counts[i * Apart]))];
}
