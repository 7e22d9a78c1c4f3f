using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What is acknowledged outlives the process, however that ends.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ArchiveKillTests : IDisposable
{
    // As many as fit into a minute of a slow machine.
    private const int Kills = 20;

    private const int Side = 16;
    private const int SigKill = 9;

    private readonly ScratchFolder _folder = new();
    private readonly Random _random = new(1);

    // What each cell was sent last, and of that what was acknowledged last: numbers that go up.
    private readonly long[] _sent = new long[Side * Side];
    private readonly long[] _acknowledged = new long[Side * Side];
    private long _next;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [Timeout(600_000, CooperativeCancellation = true)]
    public async Task PutImages_HostKilledAtAnyMoment_LosesNothingAcknowledgedAndHasNothingByHalves()
    {
        string path = _folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(4, Side, Side));
        long acknowledgements = 0;
        using var certificates = new TestCertificates();
        for (int kill = 0; kill < Kills; kill++)
        {
            await using HostProcess host = await HostProcess.StartAsync(certificates, "--map", path, "--writers", TestCertificates.Sha256(certificates.Client));
            using var client = new HostClient(host.Address, certificates, certificates.Client);
            await CheckAsync(client);
            acknowledgements += await WriteUntilKilledAsync(host, client);
        }

        Assert.AreEqual("ok", Assert.ContainsSingle(TileSetMaker.Read(path, "PRAGMA integrity_check")));
        TestContext.WriteLine($"{Kills} kills, {_next} images sent, {acknowledgements} acknowledgements");
        Assert.IsGreaterThan(Kills, acknowledgements);
    }

    // Every cell has an image that was sent, whole, and not one older than was acknowledged.
    private async Task CheckAsync(HostClient client)
    {
        if (_next == 0)
        {
            return;
        }

        int count = 0;
        await foreach (Image image in client.Satellite.GetImages(RunningHost.AreaOf(0, 0, Side - 1, Side - 1), Token))
        {
            int cell = (image.Y * Side) + image.X;
            string text = Encoding.ASCII.GetString(image.Bytes.Span);
            long number = text.Contains(':', StringComparison.Ordinal) ? long.Parse(text.Split(':')[0], CultureInfo.InvariantCulture) : 0;
            Assert.IsInRange(_acknowledged[cell], _sent[cell], number);
            if (number > 0)
            {
                Assert.AreEqual(TextOf(number), text);
            }

            count++;
        }

        Assert.AreEqual(Side * Side, count);
    }

    private async Task<int> WriteUntilKilledAsync(HostProcess host, HostClient client)
    {
        long first = _next;
        int acknowledgements = 0;

        // A timer of its own, so that it comes at any moment of a transaction.
        using var kill = new CancellationTokenSource();
        await using CancellationTokenRegistration killing = kill.Token.Register(() => host.Signal(SigKill));
        try
        {
            await foreach (Stored stored in client.Archive.PutImages(SendAsync(), Sending.ToTheEnd(Token)))
            {
                if (acknowledgements++ == 0)
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

        return acknowledgements;
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

    // Longer than a page of the file, so that half of it would be seen.
    private static string TextOf(long number) => $"{number}:{new string((char)('a' + (number % 26)), 3000 + (int)(number % 5000))}";
}
