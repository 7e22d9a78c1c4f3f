using System.Net;
using System.Net.Sockets;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The port of metrics and probes.</summary>
[TestClass]
public sealed class MonitoringPortTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("/healthz", HttpStatusCode.OK, "ok\n")]
    [DataRow("/readyz", HttpStatusCode.OK, "ready\n")]
    [DataRow("/", HttpStatusCode.NotFound, "there are /metrics, /healthz and /readyz\n")]
    [DataRow("/metrics/more", HttpStatusCode.NotFound, "there are /metrics, /healthz and /readyz\n")]
    public async Task Path_OfAServingHost_HasItsAnswer(string path, HttpStatusCode status, string text)
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");
        await host.Process.WaitForOutputAsync("listening on");

        Assert.AreEqual((status, text), await GetAsync(host.Process, path));
    }

    [TestMethod]
    [DataRow("POST", "/metrics")]
    [DataRow("POST", "/satellite.Satellite/GetImage")]
    [DataRow("HEAD", "/healthz")]
    public async Task Method_OtherThanGet_IsRefused(string method, string path)
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");
        using var http = new HttpClient();

        using var request = new HttpRequestMessage(new HttpMethod(method), await Scrape.MonitoringAddressAsync(host.Process) + path);
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        CollectionAssert.AreEqual(new[] { "GET" }, response.Content.Headers.Allow.ToArray());
    }

    [TestMethod]
    public async Task Call_OnTheMonitoringPort_ReachesNoService()
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");
        using var channel = GrpcChannel.ForAddress(await Scrape.MonitoringAddressAsync(host.Process));

        await Assert.ThrowsExactlyAsync<RpcException>(
            () => channel.CreateGrpcService<ISatellite>().GetImage(new Location(), TestContext.CancellationToken));

        Assert.HasCount(0, host.Process.CallLines);
    }

    [TestMethod]
    [DataRow("/metrics")]
    [DataRow("/healthz")]
    public async Task Path_OnAPortOfCalls_IsNotThere(string path)
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = HostClient.Tls(host.Certificates, host.Certificates.Client),
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Process.Address + path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using HttpResponseMessage response = await http.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    [TestMethod]
    public async Task Port_ThatIsTaken_StopsTheStart()
    {
        using var certificates = new TestCertificates();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using HostProcess host = HostProcess.Run(
            ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder, "--metrics", $"{port}"]);

        Assert.AreEqual(1, await host.WaitForExitAsync());
        StringAssert.EndsWith(Assert.ContainsSingle(host.Log), "choose another, such as --metrics 9465", StringComparison.Ordinal);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Readiness_WhileTheHostDrains_IsGoneAndHealthIsNot()
    {
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0", "--send-delay", "1m", "--drain", "1m");
        await using IAsyncEnumerator<Image> stream =
            host.Satellite.GetImages(RunningHost.AreaOf(0, 0, 1, 0), TestContext.CancellationToken).GetAsyncEnumerator();
        await stream.MoveNextAsync();

        host.Process.Signal(Posix.SigTerm);

        await UntilAsync(host.Process, HttpStatusCode.ServiceUnavailable, "the Host is stopping\n");
        Assert.AreEqual((HttpStatusCode.OK, "ok\n"), await GetAsync(host.Process, "/healthz"));
    }

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Readiness_WithADatabaseAway_NamesItsMapUntilItIsBack()
    {
        await using PostgresServer server = await PostgresServer.StartAsync(TestContext);
        string database = await server.CreateDatabaseAsync("#create=4x4,txt");
        await using RunningHost host = await RunningHost.StartAsync("--metrics", "0", "--map", $"berlin={database}");
        host.Process.ExpectWarning("does not answer, so changes are not heard of until it does");
        await UntilAsync(host.Process, HttpStatusCode.OK, "ready\n");

        await server.StopAsync();
        await UntilAsync(host.Process, HttpStatusCode.ServiceUnavailable, "map berlin: its database does not answer\n");
        Assert.AreEqual(0, (await Scrape.OfAsync(host.Process, TestContext.CancellationToken)).Sum("satellite_map_available"));

        await server.StartAgainAsync();
        await UntilAsync(host.Process, HttpStatusCode.OK, "ready\n");
    }

    private async Task UntilAsync(HostProcess host, HttpStatusCode status, string text)
    {
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (await GetAsync(host, "/readyz") != (status, text))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(HostProcess host, string path)
    {
        using var http = new HttpClient();
        using HttpResponseMessage response =
            await http.GetAsync(await Scrape.MonitoringAddressAsync(host) + path, TestContext.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }
}
