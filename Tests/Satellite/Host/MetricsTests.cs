using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What the Host measures, as Prometheus reads it.</summary>
[TestClass]
public sealed class MetricsTests
{
    private const string Calls = "rpc_server_call_duration_seconds_count";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Calls_OfEachKind_AreMeasuredByMethodMapAndStatus()
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");

        await host.ReadAsync(RunningHost.AreaOf(0, 0, 79, 31), TestContext.CancellationToken);
        await host.Satellite.GetImage(new Location { X = 3, Y = 4 }, TestContext.CancellationToken);
        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.Satellite.GetImage(new Location { X = 80 }, TestContext.CancellationToken));
        await Assert.ThrowsExactlyAsync<RpcException>(
            () => host.ReadAsync(RunningHost.AreaOf(0, 0, 80, 0), Sending.OnMap("blue-marble", TestContext.CancellationToken)));

        (string, string) image = ("rpc_method", "satellite.Satellite/GetImage");
        (string, string) images = ("rpc_method", "satellite.Satellite/GetImages");
        (string, string) earth = ("satellite_map", "earth-80x32");
        (string, string) marble = ("satellite_map", "blue-marble");
        (string, string) ok = ("rpc_response_status_code", "OK");
        (string, string) outOfRange = ("rpc_response_status_code", "OUT_OF_RANGE");
        Scrape scrape = await Scrape.UntilAsync(host.Process, it => it.Sum(Calls) == 4, TestContext.CancellationToken);
        Assert.AreEqual(1, scrape.Sum(Calls, image, earth, ok));
        Assert.AreEqual(1, scrape.Sum(Calls, image, earth, outOfRange));
        Assert.AreEqual(1, scrape.Sum(Calls, images, earth, ok, ("rpc_system_name", "grpc")));
        Assert.AreEqual(1, scrape.Sum(Calls, images, marble, outOfRange));
        Assert.AreEqual(1, scrape.Sum("satellite_images_total", image, earth, ok));
        Assert.AreEqual(2560, scrape.Sum("satellite_images_total", images, earth, ok));
        Assert.AreEqual(2560, scrape.Sum("satellite_image_io_bytes_total", images, earth, ok));
        Assert.AreEqual(1, scrape.Sum("satellite_streams_total", images, earth, ok));
        Assert.AreEqual(1, scrape.Sum("satellite_streams_total", images, marble, outOfRange));
        Assert.AreEqual(2, scrape.Sum("satellite_streams_total"), "a call of one image is no stream");
        Assert.AreEqual(1, scrape.Sum("kestrel_active_connections"), "the port of metrics does not count itself");
    }

    [TestMethod]
    public async Task Series_WhateverClientsAskFor_StayTheSame()
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");
        await AskForWhatIsNotThereAsync("first");
        Scrape before = await Scrape.UntilAsync(host.Process, it => it.Sum(Calls) == 1, TestContext.CancellationToken);

        for (int i = 0; i < 20; i++)
        {
            await AskForWhatIsNotThereAsync($"made-up-{i}");
        }

        Scrape after = await Scrape.UntilAsync(host.Process, it => it.Sum(Calls) == 21, TestContext.CancellationToken);
        CollectionAssert.AreEquivalent(SeriesOf(before), SeriesOf(after));

        async Task AskForWhatIsNotThereAsync(string name)
        {
            await Assert.ThrowsExactlyAsync<RpcException>(
                () => host.Satellite.GetImage(new Location(), Sending.OnMap(name, TestContext.CancellationToken)));
            Marshaller<byte[]> bytes = Marshallers.Create(static b => b, static b => b);
            var method = new Method<byte[], byte[]>(MethodType.Unary, $"satellite.{name}", name, bytes, bytes);
            RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
                () => host.Client.Invoker.AsyncUnaryCall(method, null, new CallOptions(), []).ResponseAsync);
            Assert.AreEqual(StatusCode.Unimplemented, e.StatusCode);
        }
    }

    [TestMethod]
    public async Task Handshakes_ThatFail_AreCountedByReason()
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");
        host.Process.ExpectWarning("handshake rejected");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using var rogue = new TestCertificates();
        using var expired = host.Certificates.Issue(TestCertificates.ClientUse, now.AddDays(-20), now.AddDays(-10));

        foreach (var identity in new[] { null, rogue.Client, expired })
        {
            using var client = new HostClient(host.Process.Address, host.Certificates, identity);
            await Assert.ThrowsExactlyAsync<RpcException>(() => client.Satellite.GetImage(new Location(), TestContext.CancellationToken));
        }

        string[] reasons = ["no_certificate", "certificate_refused", "certificate_not_valid_now"];
        Scrape scrape = await Scrape.UntilAsync(
            host.Process,
            it => Array.TrueForAll(reasons, reason => it.Sum("satellite_handshake_failures_total", ("satellite_reason", reason)) > 0),
            TestContext.CancellationToken);
        Assert.AreEqual(0, scrape.Sum(Calls));
    }

    [TestMethod]
    public async Task Certificates_WithAnEnd_HaveTheSecondsUntilThen()
    {
        var certificates = new TestCertificates();
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(15);
        using var server = certificates.Issue(TestCertificates.ServerUse, to: end);
        certificates.Write("server", server);
        await using RunningHost host = await RunningHost.StartAsync(certificates, "--metrics", "0");

        Scrape scrape = await Scrape.OfAsync(host.Process, TestContext.CancellationToken);

        double left = scrape.Sum("satellite_certificate_expiry_seconds", ("satellite_certificate", "server"));
        Assert.AreEqual((end - DateTimeOffset.UtcNow).TotalSeconds, left, delta: 600);
        Assert.IsGreaterThan(left, scrape.Sum("satellite_certificate_expiry_seconds", ("satellite_certificate", "ca")));
    }

    [TestMethod]
    public async Task Watchers_ThatComeAndGo_AreCountedByMap()
    {
        using var folder = new Cli.ScratchFolder();
        string path = folder["map.mbtiles"];
        await using RunningHost host = await RunningHost.StartWritableAsync("--metrics", "0", "--map", $"{path}#create=4x4,txt");
        (string, string) map = ("satellite_map", "map");

        await using (Watching watch = Watching.Start(host.Client, TestContext.CancellationToken))
        {
            await watch.NextAsync();
            Assert.AreEqual(1, (await Scrape.OfAsync(host.Process, TestContext.CancellationToken)).Sum("satellite_watchers", map));
        }

        await host.Client.Archive.PutAsync([Sending.ImageOf(1, 1, "a")], TestContext.CancellationToken);
        Scrape scrape = await Scrape.UntilAsync(host.Process, it => it.Sum("satellite_watchers", map) == 0, TestContext.CancellationToken);
        Assert.AreEqual(1, scrape.Sum("satellite_store_duration_seconds_count", map));
        Assert.AreEqual(1, scrape.Sum("satellite_images_total", map, ("rpc_method", "satellite.archive.v1.Archive/PutImages")));
    }

    private static string[] SeriesOf(Scrape scrape) =>
    [
        .. scrape.Samples
            .Where(sample => !sample.Name.StartsWith("dotnet_", StringComparison.Ordinal))
            .Select(sample => $"{sample.Name}{{{string.Join(',', sample.Labels)}}}"),
    ];
}
