using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What is acknowledged outlives the process, however that ends.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ArchiveKillTests
{
    // As many as fit into a minute of a slow machine.
    private const int Kills = 20;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(600_000, CooperativeCancellation = true)]
    public async Task PutImages_HostKilled_LosesNothingAcknowledgedAndHasNoHalves()
    {
        using var folder = new ScratchFolder();
        string path = folder["map.mbtiles"];
        TileSetMaker.Make(path, TileSetMaker.Full(4, KilledWriter.Side, KilledWriter.Side));
        using var certificates = new TestCertificates();
        var writer = new KilledWriter(smallest: 3000, TestContext.CancellationToken);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using HostProcess host = await HostProcess.StartAsync(
                certificates,
                "--map", path,
                "--writers", TestCertificates.Sha256(certificates.Client));
            using var client = new HostClient(host.Address, certificates, certificates.Client);
            Assert.AreEqual(KilledWriter.Side * KilledWriter.Side, await writer.CheckAsync(client));
            await writer.WriteUntilKilledAsync(host, client);
        }

        Assert.AreEqual("ok", Assert.ContainsSingle(TileSetMaker.Read(path, "PRAGMA integrity_check")));
        TestContext.WriteLine($"{Kills} kills, {writer.Sent} images sent, {writer.Acknowledgements} acknowledgements");
        Assert.IsGreaterThan(Kills, writer.Acknowledgements);
    }
}
