using System.Collections.Concurrent;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Streams over lines that are slow, or break: each ends in a status, and what ended well is whole.</summary>
[TestClass]
public sealed class BrokenLineTests
{
    private const int Images = 2_560;
    private const int Step = 100;

    private static readonly Area WholeEarth = RunningHost.AreaOf(0, 0, 79, 31);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(300_000, CooperativeCancellation = true)]
    [DataRow(true, false, DisplayName = "closed, server's bytes")]
    [DataRow(false, false, DisplayName = "closed, client's bytes")]
    [DataRow(true, true, DisplayName = "reset, server's bytes")]
    [DataRow(false, true, DisplayName = "reset, client's bytes")]
    public async Task Stream_LineCutAtEvery100thByte_EndsInAStatus(bool fromServer, bool isReset)
    {
        FaultKind kind = isReset ? FaultKind.Reset : FaultKind.Close;
        await using RunningHost host = await RunningHost.StartAsync();
        host.Process.ExpectWarning("handshake");
        long bytes = await MeasureAsync(host, fromServer);
        var statuses = new ConcurrentDictionary<StatusCode, int>();
        int whole = 0;

        await Parallel.ForEachAsync(
            Enumerable.Range(0, (int)(bytes / Step)).Select(step => (long)step * Step),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.CancellationToken },
            async (after, cancellationToken) =>
            {
                using var proxy = new FaultProxy(host.Process.Address, new Fault(kind, fromServer, after));
                using var client = new HostClient(proxy.Address, host.Certificates, host.Certificates.Client);
                (int images, StatusCode status) = await ReadAsync(client, cancellationToken);
                if (status == StatusCode.OK)
                {
                    Interlocked.Increment(ref whole);
                    Assert.AreEqual(Images, images, $"a short area was taken for a whole one, cut after {after:N0} bytes");
                }

                statuses.AddOrUpdate(status, 1, static (_, count) => count + 1);
            });

        // Only a line that is cut after the last message can have brought all.
        Assert.IsLessThan(bytes / Step / 10, whole);
        CollectionAssert.IsSubsetOf(
            statuses.Keys.ToArray(),
            new[] { StatusCode.OK, StatusCode.Unavailable, StatusCode.Internal },
            string.Join(", ", statuses));
        Assert.AreEqual((Images, StatusCode.OK), await ReadAsync(host.Client, TestContext.CancellationToken));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Stream_ByteByByte_IsWhole()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var proxy = new FaultProxy(host.Process.Address, Fault.None with { PieceSize = 1 });
        using var client = new HostClient(proxy.Address, host.Certificates, host.Certificates.Client);

        Assert.AreEqual((Images, StatusCode.OK), await ReadAsync(client, TestContext.CancellationToken));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Stream_OverALongLine_IsWhole()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        using var proxy = new FaultProxy(
            host.Process.Address, Fault.None with { PieceSize = 1_000, Delay = TimeSpan.FromMilliseconds(20) });
        using var client = new HostClient(proxy.Address, host.Certificates, host.Certificates.Client);

        Assert.AreEqual((Images, StatusCode.OK), await ReadAsync(client, TestContext.CancellationToken));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(true, DisplayName = "server's bytes")]
    [DataRow(false, DisplayName = "client's bytes")]
    public async Task Stream_LineGoesSilent_EndsWithUnavailable(bool fromServer)
    {
        // A delay between images, so that what is in the client's buffers is not all of them.
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "10ms");
        long connecting = await MeasureAsync(host, fromServer, RunningHost.AreaOf(0, 0, 0, 0));
        using var proxy = new FaultProxy(host.Process.Address, new Fault(FaultKind.Silence, fromServer, connecting + Step));
        using var client = new HostClient(proxy.Address, host.Certificates, host.Certificates.Client, Pings);

        (int images, StatusCode status) = await ReadAsync(client, TestContext.CancellationToken);

        Assert.IsLessThan(Images, images);
        Assert.Contains(status, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);

        static void Pings(SocketsHttpHandler handler)
        {
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(2);
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        }
    }

    // How many bytes a stream takes, from one side.
    private async Task<long> MeasureAsync(RunningHost host, bool fromServer, Area? area = null)
    {
        using var proxy = new FaultProxy(host.Process.Address, Fault.None);
        using var client = new HostClient(proxy.Address, host.Certificates, host.Certificates.Client);
        Assert.AreEqual(StatusCode.OK, (await ReadAsync(client, TestContext.CancellationToken, area)).Status);
        return proxy.Passed(fromServer);
    }

    /// <summary>Reads an area, by default the whole Earth, and checks that images come in order and each once.</summary>
    private static async Task<(int Images, StatusCode Status)> ReadAsync(
        HostClient client, CancellationToken cancellationToken, Area? area = null)
    {
        area ??= WholeEarth;
        int images = 0;
        try
        {
            await foreach (Image image in client.Satellite.GetImages(area, cancellationToken))
            {
                Assert.AreEqual((images % 80, area.UpperRight!.Y - (images / 80)), (image.X, image.Y));
                images++;
            }

            return (images, StatusCode.OK);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (images, e.StatusCode);
        }
    }
}
