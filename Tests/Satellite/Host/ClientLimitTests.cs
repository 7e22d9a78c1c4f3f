using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using CodeFirstSatellite.Contracts;
using Tests.Http2;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What one certificate may use, and that others have theirs meanwhile.</summary>
[TestClass]
public sealed class ClientLimitTests
{
    private static readonly Area WholeEarth = RunningHost.AreaOf(0, 0, 79, 31);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Streams_MoreThanACertificateMayHave_AreRefusedToItAlone()
    {
        await using RunningHost host = await StartAsync("streams=2", "--send-delay", "1m");
        using X509Certificate2 other = host.Certificates.Issue(TestCertificates.ClientUse);
        using var otherClient = new HostClient(host.Process.Address, host.Certificates, other);
        await using IAsyncEnumerator<Image> first = await StreamAsync(host.Client);
        await using IAsyncEnumerator<Image> second = await StreamAsync(host.Client);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(() => StreamAsync(host.Client));

        Assert.AreEqual(StatusCode.ResourceExhausted, e.StatusCode);
        StringAssert.StartsWith(e.Status.Detail, "2 streams of this certificate are under way", StringComparison.Ordinal);
        await host.Client.Satellite.GetImage(new Location(), TestContext.CancellationToken);
        await using IAsyncEnumerator<Image> ofOther = await StreamAsync(otherClient);
        StringAssert.Contains(
            await host.Process.WaitForLogAsync("refusal reason=client_streams"),
            $"certificate={TestCertificates.Sha256(host.Certificates.Client)} peer=127.0.0.1:",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Streams_OfACertificateThatHasTooMany_CanBeginOnceOneEnds()
    {
        await using RunningHost host = await StartAsync("streams=1", "--send-delay", "1m");
        await using (await StreamAsync(host.Client))
        {
            await Assert.ThrowsExactlyAsync<RpcException>(() => StreamAsync(host.Client));
        }

        await host.Process.WaitForLogAsync("status=CANCELLED");

        await using IAsyncEnumerator<Image> next = await StreamAsync(host.Client);
    }

    [TestMethod]
    public async Task Calls_MoreThanACertificateMayHave_AreRefusedAtTheirHeaders()
    {
        await using RunningHost host = await StartAsync("calls=1");
        await using RawConnection raw = await RawConnection.OpenAsync(
            host.Process.Address, HostClient.Tls(host.Certificates, host.Certificates.Client));
        RawStream open = raw.NewStream();
        await open.SendHeadersAsync(RawStream.Headers("/satellite.Satellite/GetImage", "https").Select(h => (h.Key, h.Value)));
        RawStream more = raw.NewStream();
        await more.SendHeadersAsync(RawStream.Headers("/satellite.Satellite/GetImage", "https").Select(h => (h.Key, h.Value)));

        // Either: what comes on two streams is taken up in any order.
        RawEnd end = await await Task.WhenAny(open.EndAsync(), more.EndAsync());

        // Trailers alone, with HTTP's 200: clients take another status for a server that is away, and call again.
        Assert.AreEqual(("200", "8", 1), (end.HttpStatus, end.Status, end.Blocks.Count));
        StringAssert.StartsWith(end.Message, "1 calls of this certificate are under way", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Calls_FasterThanACertificateMayBegin_AreRefusedAndThenTaken()
    {
        await using RunningHost host = await StartAsync("calls-per-second=5");
        var statuses = new List<StatusCode>();
        for (int i = 0; i < 100 && !statuses.Contains(StatusCode.ResourceExhausted); i++)
        {
            statuses.Add(await StatusAsync(host.Client));
        }

        Assert.Contains(StatusCode.ResourceExhausted, statuses);
        Assert.IsGreaterThanOrEqualTo(5, statuses.Count(status => status == StatusCode.OK));
        long start = Stopwatch.GetTimestamp();
        while (await StatusAsync(host.Client) != StatusCode.OK)
        {
            Assert.IsLessThan(Waiting.Patience, Stopwatch.GetElapsedTime(start));
        }
    }

    [TestMethod]
    public async Task Connections_MoreThanACertificateMayHave_AreToldSo()
    {
        await using RunningHost host = await StartAsync("connections=1");
        using X509Certificate2 other = host.Certificates.Issue(TestCertificates.ClientUse);
        using var second = new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client);
        using var ofOther = new HostClient(host.Process.Address, host.Certificates, other);
        Assert.AreEqual(StatusCode.OK, await StatusAsync(host.Client));

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => second.Satellite.GetImage(new Location(), TestContext.CancellationToken));

        Assert.AreEqual(
            (StatusCode.ResourceExhausted, "this certificate has the 1 connections that it may have; close one"),
            (e.StatusCode, e.Status.Detail));
        Assert.AreEqual(StatusCode.OK, await StatusAsync(host.Client));
        Assert.AreEqual(StatusCode.OK, await StatusAsync(ofOther));
    }

    [TestMethod]
    public async Task Area_LargerThanACallMayAskFor_IsRefusedBeforeItsFirstImage()
    {
        await using RunningHost host = await RunningHost.StartAsync("--client-limits", "images-per-area=2559", "--metrics", "0");

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(() => StreamAsync(host.Client));

        Assert.AreEqual(
            (StatusCode.ResourceExhausted, "the area has 2560 images, and a call may ask for 2559; ask for it in parts"),
            (e.StatusCode, e.Status.Detail));
        await host.ReadAsync(RunningHost.AreaOf(0, 1, 79, 31), TestContext.CancellationToken);
        Scrape scrape = await Scrape.OfAsync(host.Process, TestContext.CancellationToken);
        Assert.AreEqual(1, scrape.Sum("satellite_refusals_total", ("satellite_reason", "client_images_per_area")));
    }

    [TestMethod]
    public async Task Images_FasterThanACertificateMayHave_AreSlowedDownAndAllCome()
    {
        await using RunningHost host = await RunningHost.StartAsync("--client-limits", "images-per-second=1000");
        long start = Stopwatch.GetTimestamp();

        string map = await host.ReadAsync(WholeEarth, TestContext.CancellationToken);

        // A second's worth may come at once, and the rest takes 1.5 s; a busy machine only takes longer.
        Assert.AreEqual(await File.ReadAllTextAsync(Earth.File, TestContext.CancellationToken), map);
        Assert.IsGreaterThan(1.3, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    [TestMethod]
    public async Task Connections_ByTheThousandOfOneCertificate_LeaveRoomForOthers()
    {
        await using RunningHost host = await StartAsync("connections=20", "--limits", "connections=60");
        using X509Certificate2 other = host.Certificates.Issue(TestCertificates.ClientUse);
        var greedy = new List<HostClient>();
        try
        {
            for (int i = 0; i < 200; i++)
            {
                greedy.Add(new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client));
            }

            StatusCode[] statuses = await Task.WhenAll(greedy.Select(StatusAsync));
            using var ofOther = new HostClient(host.Process.Address, host.Certificates, other);

            Assert.AreEqual(StatusCode.OK, await StatusAsync(ofOther));
            Assert.IsLessThanOrEqualTo(20, statuses.Count(status => status == StatusCode.OK));
        }
        finally
        {
            greedy.ForEach(client => client.Dispose());
        }
    }

    private static async Task<RunningHost> StartAsync(string limits, params string[] args)
    {
        RunningHost host = await RunningHost.StartAsync(["--client-limits", limits, .. args]);
        host.Process.ExpectWarning("refusal reason=");
        return host;
    }

    private async Task<IAsyncEnumerator<Image>> StreamAsync(HostClient client)
    {
        IAsyncEnumerator<Image> images = client.Satellite.GetImages(WholeEarth, TestContext.CancellationToken)
            .GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.IsTrue(await images.MoveNextAsync());
        return images;
    }

    private async Task<StatusCode> StatusAsync(HostClient client)
    {
        try
        {
            await client.Satellite.GetImage(new Location(), TestContext.CancellationToken);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
