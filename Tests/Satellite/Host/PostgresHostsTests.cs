using System.Globalization;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>
/// Several Hosts over one database: what satellites store through one is served, and told to those who watch, by the others.
/// </summary>
[TestClass]
public sealed class PostgresHostsTests : IDisposable
{
    private const int Kills = 10;

    private static PostgresServer _server = null!;

    private readonly TestCertificates _certificates = new();

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _server = await SharedPostgres.GetAsync(context);

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
        long first = heard.Where(line => line.Contains('@', StringComparison.Ordinal))
            .Min(line => long.Parse(line.Split('@')[1], CultureInfo.InvariantCulture));
        await using Watching missed = Watching.Start(reader, Token, since: first - 1);

        Assert.AreEqual("a", read);
        CollectionAssert.AreEquivalent(new[] { "3,4=a", "5,6=b" }, heard.Select(line => line.Split('@')[0]).ToArray());
        CollectionAssert.AreEquivalent(
            new[] { "3,4=a", "5,6=b" },
            (await missed.TakeAsync(2)).Select(line => line.Split('@')[0]).ToArray());
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
        await server.StartAgainAsync();
        await writer.Archive.PutAsync([Sending.ImageOf(2, 2, "after")], Token);

        StringAssert.StartsWith(await watching.NextAsync(), "2,2=after", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    public async Task PutImages_HostKilled_LosesNothingAcknowledgedAndHasNoHalves()
    {
        string map = await _server.CreateDatabaseAsync("#create=16x16,txt");
        await using HostProcess other = await StartHostAsync(map);
        using HostClient reader = ClientOf(other);
        var satellite = new KilledWriter(smallest: 6000, Token);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using HostProcess host = await StartHostAsync(map);
            using HostClient writer = ClientOf(host);
            await satellite.WriteUntilKilledAsync(host, writer);
            await satellite.CheckAsync(reader);
        }

        TestContext.WriteLine($"{Kills} kills, {satellite.Sent} images sent, {satellite.Acknowledgements} acknowledgements");
        Assert.IsGreaterThan(Kills, satellite.Acknowledgements);
    }

    private Task<HostProcess> StartHostAsync(string map) =>
        HostProcess.StartAsync(_certificates, "--map", map, "--writers", TestCertificates.Sha256(_certificates.Client));

    private HostClient ClientOf(HostProcess host) => new(host.Address, _certificates, _certificates.Client);
}
