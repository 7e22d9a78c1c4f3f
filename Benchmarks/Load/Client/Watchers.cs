using System.Buffers.Binary;
using System.Diagnostics;
using System.Threading.Channels;
using CodeFirstSatellite.Contracts;

namespace Benchmarks.Load.Client;

/// <summary>
/// Watches a map many times over and stores images in it, one after the other. Of each it says how many milliseconds the last watcher
/// had it after its acknowledgement and after it was sent.
/// </summary>
internal sealed class Watchers(int count)
{
    // What is sent is a number, and then filling.
    private const int NumberLength = sizeof(int);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();

    // Guarded by the lock: how many watchers have the image that is on its way, and when they all had it.
    private int _number;
    private int _missing;
    private TaskCompletionSource<long> _all = new();

    public static async Task MeasureAsync(Arguments options)
    {
        ClientChannel[] channels = [.. Enumerable.Range(0, options.Number("--connections")).Select(_ => ClientChannel.Open(options))];
        using var writer = ClientChannel.Open(options);
        using var stop = new CancellationTokenSource();
        var streams = options.Number("--streams");
        var watchers = new Watchers(channels.Length * streams);
        Task[] watching = [.. channels.SelectMany(
            channel => Enumerable.Range(0, streams).Select(_ => Task.Run(() => watchers.WatchAsync(channel, stop.Token))))];

        await watchers.StoreAsync(writer, options.Number("--warm-up"), options.Number("--changes"), options.Number("--bytes"));
        await stop.CancelAsync();
        await Task.WhenAll(watching).WaitAsync(Longest);
        Array.ForEach(channels, channel => channel.Dispose());
    }

    private async Task StoreAsync(ClientChannel channel, int warmUp, int changes, int bytes)
    {
        var images = Channel.CreateUnbounded<Image>();
        await using var stored = channel.Service<IArchive>().PutImages(images.Reader.ReadAllAsync()).GetAsyncEnumerator();

        // The first that all have is the sign that all watch.
        for (var number = 1; number <= warmUp + changes; number++)
        {
            Task<long> all = Expect(number);
            var sent = Stopwatch.GetTimestamp();
            images.Writer.TryWrite(ImageOf(number, bytes));
            if (!await stored.MoveNextAsync().AsTask().WaitAsync(Longest))
            {
                throw new InvalidOperationException($"The server ended the call after {number - 1} images.");
            }

            var acknowledged = Stopwatch.GetTimestamp();
            var last = await all.WaitAsync(Longest);
            if (number > warmUp)
            {
                Console.WriteLine(FormattableString.Invariant($"{Milliseconds(acknowledged, last):F3} {Milliseconds(sent, last):F3}"));
            }
        }

        images.Writer.Complete();
    }

    private async Task WatchAsync(ClientChannel channel, CancellationToken stop)
    {
        try
        {
            await foreach (var change in channel.Service<ILive>().Watch(new WatchRequest(), new CallOptions(cancellationToken: stop)))
            {
                if (change.Image is { Bytes.Length: >= NumberLength } image)
                {
                    Note(BinaryPrimitives.ReadInt32LittleEndian(image.Bytes.Span));
                }
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is (RpcException or OperationCanceledException))
        {
            // As asked.
        }
    }

    private Task<long> Expect(int number)
    {
        lock (_lock)
        {
            _number = number;
            _missing = count;
            _all = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _all.Task;
        }
    }

    private void Note(int number)
    {
        lock (_lock)
        {
            if (number == _number && --_missing == 0)
            {
                _all.SetResult(Stopwatch.GetTimestamp());
            }
        }
    }

    private static Image ImageOf(int number, int bytes)
    {
        var image = new byte[Math.Max(bytes, NumberLength)];
        BinaryPrimitives.WriteInt32LittleEndian(image, number);
        return new Image { Bytes = image };
    }

    private static double Milliseconds(long from, long to) => (to - from) * 1_000d / Stopwatch.Frequency;
}
