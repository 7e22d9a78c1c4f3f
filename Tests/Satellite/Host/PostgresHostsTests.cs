using System.Globalization;
using System.Text;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Several Hosts over one database: what satellites store through one is served, and told to those who watch, by the others.</summary>
[TestClass]
public sealed class PostgresHostsTests : IDisposable
{
    private const int Kills = 10;
    private const int Side = 16;

    private static PostgresServer _server = null!;

    private readonly TestCertificates _certificates = new();
    private readonly Random _random = new(1);

    // What each cell was sent last, and of that what was acknowledged last: numbers that go up.
    private readonly long[] _sent = new long[Side * Side];
    private readonly long[] _acknowledged = new long[Side * Side];
    private long _next;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await PostgresServer.StartAsync(context);

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void Dispose() => _certificates.Dispose();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutImages_ThroughOneHost_AreReadAndWatchedThroughTheOther()
    {
        string map = await _server.CreateDatabaseAsync("#create=16x16,txt");
        await using HostProcess one = await StartHostAsync(map);
        await using HostProcess two = await StartHostAsync(map);
        using HostClient writer = ClientOf(one);
        using HostClient reader = ClientOf(two);
        await using Watching watching = Watching.Start(reader, Token);
        await watching.NextAsync();

        await writer.Archive.PutAsync([Sending.ImageOf(3, 4, "a"), Sending.ImageOf(5, 6, "b")], Token);
        string read = await reader.Satellite.ReadTextAsync(3, 4, Token);
        List<string> heard = await watching.TakeAsync(2);

        // They may have been stored together, with one version, or one after the other.
        long first = heard.Where(line => line.Contains('@', StringComparison.Ordinal)).Min(line => long.Parse(line.Split('@')[1], CultureInfo.InvariantCulture));
        await using Watching missed = Watching.Start(reader, Token, since: first - 1);

        Assert.AreEqual("a", read);
        CollectionAssert.AreEquivalent(new[] { "3,4=a", "5,6=b" }, heard.Select(line => line.Split('@')[0]).ToArray());
        CollectionAssert.AreEquivalent(new[] { "3,4=a", "5,6=b" }, (await missed.TakeAsync(2)).Select(line => line.Split('@')[0]).ToArray());
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Watch_DatabaseStoppedAndStarted_GoesOnWithoutAGap()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(TestContext);
        string map = await server.CreateDatabaseAsync("#create=16x16,txt");
        await using HostProcess one = await StartHostAsync(map);
        await using HostProcess two = await StartHostAsync(map);
        one.ExpectWarning("does not answer");
        two.ExpectWarning("does not answer");
        using HostClient writer = ClientOf(one);
        using HostClient reader = ClientOf(two);
        await using Watching watching = Watching.Start(reader, Token);
        await watching.NextAsync();
        await writer.Archive.PutAsync([Sending.ImageOf(1, 1, "before")], Token);
        StringAssert.StartsWith(await watching.NextAsync(), "1,1=before", StringComparison.Ordinal);

        await server.StopAsync();
        await two.WaitForLogAsync("does not answer");
        await server.StartAsync();
        await writer.Archive.PutAsync([Sending.ImageOf(2, 2, "after")], Token);

        StringAssert.StartsWith(await watching.NextAsync(), "2,2=after", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    public async Task PutImages_HostKilledInMidWrite_LosesNothingAcknowledgedAndHasNothingByHalves()
    {
        string map = await _server.CreateDatabaseAsync("#create=16x16,txt");
        await using HostProcess other = await StartHostAsync(map);
        using HostClient reader = ClientOf(other);
        int acknowledgements = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await using HostProcess host = await StartHostAsync(map);
            using HostClient writer = ClientOf(host);
            acknowledgements += await WriteUntilKilledAsync(host, writer);
            await CheckAsync(reader);
        }

        TestContext.WriteLine($"{Kills} kills, {_next} images sent, {acknowledgements} acknowledgements");
        Assert.IsGreaterThan(Kills, acknowledgements);
    }

    // Every cell that was acknowledged has an image that was sent, whole, and not an older one.
    private async Task CheckAsync(HostClient client)
    {
        var found = new long[Side * Side];
        await foreach (Image image in client.Satellite.GetImages(RunningHost.AreaOf(0, 0, Side - 1, Side - 1), Token))
        {
            string text = Encoding.ASCII.GetString(image.Bytes.Span);
            long number = long.Parse(text.Split(':')[0], CultureInfo.InvariantCulture);
            found[(image.Y * Side) + image.X] = number;
            Assert.AreEqual(TextOf(number), text);
        }

        for (int cell = 0; cell < found.Length; cell++)
        {
            Assert.IsInRange(_acknowledged[cell], _sent[cell], found[cell]);
        }
    }

    private async Task<int> WriteUntilKilledAsync(HostProcess host, HostClient client)
    {
        long first = _next;
        int acknowledgements = 0;

        // A timer of its own, so that it comes at any moment of a transaction.
        using var kill = new CancellationTokenSource();
        await using CancellationTokenRegistration killing = kill.Token.Register(() => host.Signal(Posix.SigKill));
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

    private Task<HostProcess> StartHostAsync(string map) =>
        HostProcess.StartAsync(_certificates, "--map", map, "--writers", TestCertificates.Sha256(_certificates.Client));

    private HostClient ClientOf(HostProcess host) => new(host.Address, _certificates, _certificates.Client);

    // In no order, and every cell again and again.
    private static int CellOf(long number) => (int)(number * 37 % (Side * Side));

    // Longer than a page of a table, so that half of it would be seen.
    private static string TextOf(long number) => $"{number}:{new string((char)('a' + (number % 26)), 6000 + (int)(number % 5000))}";
}
