using System.Diagnostics;
using CodeFirstSatellite.Contracts;
using Tests.Http2;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>Deadline, cancellation and the send delay that makes room for them.</summary>
[TestClass]
public sealed class StreamEndTests
{
    private const string GetImages = " call method=/satellite.Satellite/GetImages";

    private static readonly Area WholeEarth = RunningHost.AreaOf(0, 0, 79, 31);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Deadline_DuringAStream_EndsItOnBothSides()
    {
        // One image comes at once, and the next would come long after the deadline. The call before connects.
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m");
        await host.Client.Catalog.GetMap(TestContext.CancellationToken);
        int images = 0;

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Image _ in host.Satellite.GetImages(
                WholeEarth,
                new CallOptions(deadline: DateTime.UtcNow.AddSeconds(5), cancellationToken: TestContext.CancellationToken)))
            {
                images++;
            }
        });

        Assert.AreEqual((StatusCode.DeadlineExceeded, 1), (e.StatusCode, images));
        CallLine line = CallLine.Parse(await host.Process.WaitForLogAsync(GetImages));

        // Both sides have a clock, and the client's may tell the server before the server's own goes off.
        Assert.Contains(line["status"], (string[])["DEADLINE_EXCEEDED", "CANCELLED"]);
        Assert.AreEqual("1", line["images"]);
    }

    [TestMethod]
    public async Task Deadline_OfAClientThatDoesNotKeepIt_IsKeptByTheServer()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "20ms");
        await using RawConnection raw = await RawConnection.OpenAsync(
            host.Process.Address,
            HostClient.Tls(host.Certificates, host.Certificates.Client));

        RawEnd end = await raw.CallAsync(
            "/satellite.Satellite/GetImages",
            [0, 0, 0, 0, 8, 0x0A, 0, 0x12, 4, 0x08, 79, 0x10, 31],
            ("grpc-timeout", "400m"));

        Assert.AreEqual("4", end.Status);
        Assert.AreEqual("DEADLINE_EXCEEDED", CallLine.Parse(await host.Process.WaitForLogAsync(" call method="))["status"]);
    }

    [TestMethod]
    public async Task Cancellation_DuringAStream_EndsItOnTheServer()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Image _ in host.Satellite.GetImages(WholeEarth, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });

        Assert.AreEqual(StatusCode.Cancelled, e.StatusCode);
        CallLine line = CallLine.Parse(await host.Process.WaitForLogAsync(GetImages));
        Assert.AreEqual(("CANCELLED", "1"), (line["status"], line["images"]));
    }

    [TestMethod]
    public async Task Stream_LeftByItsReader_EndsOnTheServer()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "20ms");

        await foreach (Image _ in host.Satellite.GetImages(WholeEarth, TestContext.CancellationToken))
        {
            break;
        }

        Assert.AreEqual("CANCELLED", CallLine.Parse(await host.Process.WaitForLogAsync(" call method="))["status"]);
    }

    [TestMethod]
    public async Task SendDelay_BetweenImages_IsKept()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "30ms");
        long start = Stopwatch.GetTimestamp();

        await host.ReadAsync(RunningHost.AreaOf(0, 0, 10, 0), TestContext.CancellationToken);

        // Ten gaps; timers may be early by their resolution. A busy machine only takes longer.
        Assert.IsGreaterThanOrEqualTo(250, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    [TestMethod]
    public async Task SendDelay_AroundASingleImage_IsNot()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m");

        // Neither before the only image nor after it: a delay would outlast the deadline.
        var call = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: TestContext.CancellationToken);
        Assert.AreEqual("%\n", await host.ReadAsync(RunningHost.AreaOf(0, 0, 0, 0), call));
    }
}
