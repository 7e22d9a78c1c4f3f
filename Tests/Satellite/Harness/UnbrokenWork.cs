using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>
/// Callers that store and read images of a map of 16x16 cells without a pause, and check each answer. A call may fail if its answer had
/// begun, since nothing can repeat it then; its caller goes on. Any other failure ends the work.
/// </summary>
internal sealed class UnbrokenWork : IDisposable
{
    public const int Side = 16;

    private const int Writers = 2;
    private const int Smallest = 1_000;

    private static readonly Area Whole = RunningHost.AreaOf(0, 0, Side - 1, Side - 1);

    private readonly HostClient _client;
    private readonly CancellationToken _token;
    private readonly SemaphoreSlim _progress = new(0);
    private readonly Task[] _callers;

    // What each cell was sent last, and what of it was acknowledged last: numbers that go up.
    private readonly long[] _sent = new long[Side * Side];
    private readonly long[] _acknowledged = new long[Side * Side];
    private readonly int[] _done = new int[Enum.GetValues<Kind>().Length];
    private volatile bool _isOver;

    public UnbrokenWork(HostClient client, CancellationToken cancellationToken)
    {
        _client = client;
        _token = cancellationToken;
        _callers =
        [
            .. Enumerable.Range(0, Writers).Select(row => Repeat(number => StoreAsync(row, number))),
            Repeat(GetImageAsync),
            Repeat(GetImageAsync),
            Repeat(_ => GetAreaAsync()),
        ];
    }

    /// <summary>What calls are counted as.</summary>
    internal enum Kind
    {
        /// <summary>Images that were stored together.</summary>
        Batch,
        Image,
        Area,

        /// <summary>One that failed in the middle of its answer.</summary>
        Interrupted,
    }

    /// <summary>How many calls there were of a kind.</summary>
    public int Done(Kind kind) => Volatile.Read(ref _done[(int)kind]);

    /// <summary>Waits until so many further calls have succeeded.</summary>
    public async Task GoOnAsync(int calls)
    {
        while (_progress.Wait(0, _token))
        {
            // Succeeded before.
        }

        for (; calls > 0; calls--)
        {
            await await Task.WhenAny([_progress.WaitAsync(_token), .. _callers]).Patiently();
        }
    }

    /// <summary>Lets each caller finish its call.</summary>
    public Task FinishAsync()
    {
        _isOver = true;
        return Task.WhenAll(_callers).Patiently();
    }

    /// <summary>Reads the whole map, and holds it to what was acknowledged.</summary>
    public Task GetAreaAsync() => CallAsync(
        async context =>
        {
            long[] atLeast = (long[])_acknowledged.Clone();
            int count = 0;
            await foreach (Image image in _client.Satellite.GetImages(Whole, context))
            {
                Check(image, atLeast[CellOf(image.X, image.Y)]);
                count++;
            }

            Assert.AreEqual(Side * Side, count);
        },
        Kind.Area);

    public void Dispose() => _progress.Dispose();

    private static int CellOf(int x, int y) => (y * Side) + x;

    private static string TextOf(long number) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{number}:{new string((char)('a' + (number % 26)), Smallest + (int)(number % 3_000))}");

    private Task Repeat(Func<long, Task> call) => Task.Run(
        async () =>
        {
            for (long number = 1; !_isOver; number++)
            {
                await call(number);
            }
        },
        _token);

    // A batch for one row, until all of it is acknowledged.
    private Task StoreAsync(int row, long number)
    {
        int stored = 0;
        return CallAsync(
            async context =>
            {
                int first = stored;
                await foreach (Stored answer in _client.Archive.PutImages(SendAsync(row, first, number), context))
                {
                    for (; stored < first + answer.Count; stored++)
                    {
                        Volatile.Write(ref _acknowledged[CellOf(stored, row)], number);
                    }
                }

                Assert.AreEqual(Side, stored, "the call ended well, with less acknowledged than was sent");
            },
            Kind.Batch);
    }

    private async IAsyncEnumerable<Image> SendAsync(int row, int first, long number)
    {
        for (int x = first; x < Side; x++)
        {
            Volatile.Write(ref _sent[CellOf(x, row)], number);
            yield return Sending.ImageOf(x, row, TextOf(number));
        }

        await Task.CompletedTask;
    }

    private Task GetImageAsync(long number)
    {
        int cell = (int)(number * 7 % (Side * Writers));
        return CallAsync(
            async context =>
            {
                long atLeast = Volatile.Read(ref _acknowledged[cell]);
                Check(await _client.Satellite.GetImage(new Location { X = cell % Side, Y = cell / Side }, context), atLeast);
            },
            Kind.Image);
    }

    private async Task CallAsync(Func<CallContext, Task> call, Kind kind)
    {
        while (!await TryAsync(call))
        {
            Interlocked.Increment(ref _done[(int)Kind.Interrupted]);
        }

        Interlocked.Increment(ref _done[(int)kind]);
        _progress.Release();
    }

    private async Task<bool> TryAsync(Func<CallContext, Task> call)
    {
        var context = new CallContext(
            new CallOptions(cancellationToken: _token), CallContextFlags.CaptureMetadata | CallContextFlags.IgnoreStreamTermination);
        try
        {
            await call(context);
            return true;
        }
        catch (RpcException) when (context.ResponseHeadersAsync().AsTask().IsCompletedSuccessfully)
        {
            return false;
        }
    }

    private void Check(Image image, long atLeast)
    {
        string text = Encoding.ASCII.GetString(image.Bytes.Span);
        long number = text.Split(':') is [var before, _] ? long.Parse(before, CultureInfo.InvariantCulture) : 0;
        Assert.IsInRange(atLeast, Volatile.Read(ref _sent[CellOf(image.X, image.Y)]), number);
        if (number > 0)
        {
            Assert.AreEqual(TextOf(number), text);
        }
    }
}
