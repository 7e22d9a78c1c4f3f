using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;

namespace Tests.Satellite.Harness;

/// <summary>
/// Stores images in a map of 16x16 cells through Hosts that are killed meanwhile, one after the other, and knows what the map must have
/// then: every image that was acknowledged or a later one, whole.
/// </summary>
/// <param name="smallest">The least size of an image in bytes: larger than a page of what stores them, so that half of one would be
/// seen.</param>
internal sealed class KilledWriter(int smallest, CancellationToken cancellationToken)
{
    public const int Side = 16;

    private readonly Random _random = new(1);

    // What each cell was sent last, and of that what was acknowledged last: numbers that go up.
    private readonly long[] _sent = new long[Side * Side];
    private readonly long[] _acknowledged = new long[Side * Side];
    private long _next;

    /// <summary>How many images were sent.</summary>
    public long Sent => _next;

    /// <summary>How many messages acknowledged some.</summary>
    public int Acknowledgements { get; private set; }

    /// <summary>Stores images through a Host until that was killed, at any moment of a transaction.</summary>
    public async Task WriteUntilKilledAsync(HostProcess host, HostClient client)
    {
        long first = _next;
        int acknowledgements = 0;

        // A timer of its own, so that it comes at any moment.
        using var kill = new CancellationTokenSource();
        await using CancellationTokenRegistration killing = kill.Token.Register(() => host.Signal(Posix.SigKill));
        try
        {
            await foreach (Stored stored in client.Archive.PutImages(SendAsync(), Sending.ToTheEnd(cancellationToken)))
            {
                if (++acknowledgements == 2)
                {
                    kill.CancelAfter(_random.Next(1, 250));
                }

                for (long number = first + 1; number <= first + stored.Count; number++)
                {
                    _acknowledged[CellOf(number)] = number;
                }
            }
        }
        catch (RpcException e)
        {
            Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
        }

        Acknowledgements += acknowledgements;
    }

    /// <summary>
    /// Reads the map and holds it to what was acknowledged; gives the number of its images. Cells may have had others before.
    /// </summary>
    public async Task<int> CheckAsync(HostClient client)
    {
        var found = new long[Side * Side];
        int count = 0;
        await foreach (Image image in client.Satellite.GetImages(RunningHost.AreaOf(0, 0, Side - 1, Side - 1), cancellationToken))
        {
            string text = Encoding.ASCII.GetString(image.Bytes.Span);
            if (text.Split(':') is [var number, _])
            {
                found[(image.Y * Side) + image.X] = long.Parse(number, CultureInfo.InvariantCulture);
                Assert.AreEqual(TextOf(found[(image.Y * Side) + image.X]), text);
            }

            count++;
        }

        for (int cell = 0; cell < found.Length; cell++)
        {
            Assert.IsInRange(_acknowledged[cell], _sent[cell], found[cell]);
        }

        return count;
    }

    private async IAsyncEnumerable<Image> SendAsync()
    {
        while (true)
        {
            long number = ++_next;
            int cell = CellOf(number);
            _sent[cell] = number;
            yield return Sending.ImageOf(cell % Side, cell / Side, TextOf(number));
            if (number % 10 == 0)
            {
                await Task.Yield();
            }
        }
    }

    // In no order, and every cell again and again.
    private static int CellOf(long number) => (int)(number * 37 % (Side * Side));

    private string TextOf(long number) => $"{number}:{new string((char)('a' + (number % 26)), smallest + (int)(number % 5000))}";
}
