using System.Runtime.Versioning;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>A disk that is full while images are stored.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[UnsupportedOSPlatform("windows")]
public sealed class ArchiveDiskTests
{
    private const int Side = 8;

    private static readonly string Large = new('x', 100_000);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task PutImages_DiskFull_IsUnavailableUntilThereIsRoomAndLosesNothing()
    {
        BareHost.RequireRoot(TestContext);
        using var folder = new ScratchFolder();
        using var certificates = new TestCertificates();
        await using HostProcess host = SmallDisk.Start(
            folder.Path,
            "--urls", "https://127.0.0.1:0",
            "--certs", certificates.Folder,
            "--map", $"map={folder["map.mbtiles"]}#create={Side}x{Side},png",
            "--writers", TestCertificates.Sha256(certificates.Client));
        host.ExpectWarning("images could not be stored in map=map after 0 of a call");
        await host.WaitUntilItListensAsync();
        using var client = new HostClient(host.Address, certificates, certificates.Client);
        await client.Archive.PutAsync([Sending.ImageOf(0, 0, "before")], Token);

        RpcException e;
        using (SmallDisk.Fill(host, folder.Path))
        {
            e = await Assert.ThrowsExactlyAsync<RpcException>(() => client.Archive.PutAsync(Row(1), Token));
            Assert.AreEqual("before", await client.Satellite.ReadTextAsync(0, 0, Token));
        }

        Assert.AreEqual(
            (
                StatusCode.Unavailable,
                "images could not be stored in map 'map': the disk that the map's file is on is full; "
                    + "send the images again when there is room"),
            (e.StatusCode, e.Status.Detail));
        Assert.AreEqual(Side, (await client.Archive.PutAsync(Row(1), Token)).Count);
        Assert.AreEqual("before", await client.Satellite.ReadTextAsync(0, 0, Token));
        Assert.AreEqual(Large, await client.Satellite.ReadTextAsync(Side - 1, 1, Token));
        host.Signal(Posix.SigTerm);
        Assert.AreEqual(0, await host.WaitForExitAsync());
    }

    private static IEnumerable<Image> Row(int y) => Enumerable.Range(0, Side).Select(x => Sending.ImageOf(x, y, Large));
}
