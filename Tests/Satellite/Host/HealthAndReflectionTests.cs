using CodeFirst.Grpc;
using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What monitoring and tools call: the client's certificate is enough for it, and is needed.</summary>
[TestClass]
public sealed class HealthAndReflectionTests
{
    private const string Unknown = "satellite.Nothing";

    private static RunningHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _host = await RunningHost.StartAsync("--tokens", "03357-1");

    [ClassCleanup]
    public static async Task StopAsync() => await _host.DisposeAsync();

    [TestMethod]
    [DataRow("")]
    [DataRow("satellite.Satellite")]
    [DataRow("satellite.archive.v1.Archive")]
    [DataRow("satellite.catalog.v1.Catalog")]
    public async Task Check_WithoutAToken_IsServing(string service)
    {
        HealthResponse health = await _host.Client.Create<IHealth>().Check(new HealthRequest { Service = service }, TestContext.CancellationToken);

        Assert.AreEqual(HealthResponse.Serving, health.Status);
        await AssertTokenNeededElsewhereAsync();
    }

    [TestMethod]
    public async Task ListServices_WithoutAToken_NamesThemAll()
    {
        IAsyncEnumerable<ReflectionRequest> request = new[] { new ReflectionRequest { ListServices = "" } }.ToAsyncEnumerable();

        ReflectionResponse response = await _host.Client.Create<IReflection>().ServerReflectionInfo(request, TestContext.CancellationToken).SingleAsync(TestContext.CancellationToken);

        CollectionAssert.AreEqual(
            new[] { "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "satellite.Satellite", "satellite.archive.v1.Archive", "satellite.catalog.v1.Catalog", "satellite.live.v1.Live" },
            response.Services!.Service.Select(s => s.Name).ToArray());
        await _host.Process.WaitForLogAsync("call method=/grpc.reflection.v1.ServerReflection/ServerReflectionInfo ");
        await AssertTokenNeededElsewhereAsync();
    }

    [TestMethod]
    public async Task Check_OfAnUnknownService_IsNotFoundAndALineOfTheLog()
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => _host.Client.Create<IHealth>().Check(new HealthRequest { Service = Unknown }, TestContext.CancellationToken));

        Assert.AreEqual(StatusCode.NotFound, e.StatusCode);
        string line = await _host.Process.WaitForLogAsync("status=NOT_FOUND");
        Assert.AreEqual("/grpc.health.v1.Health/Check", CallLine.Parse(line)["method"]);
    }

    [TestMethod]
    public async Task Check_WithoutACertificate_IsRejected()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        host.Process.ExpectWarning("handshake rejected");
        using var stranger = new HostClient(host.Process.Address, host.Certificates, identity: null);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(() => stranger.Create<IHealth>().Check(new HealthRequest(), TestContext.CancellationToken));

        Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
        await host.Process.WaitForLogAsync("the client sent no certificate");
        Assert.HasCount(0, host.Process.CallLines);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Drain_WithAWatcher_TellsItNotServingWhileOtherCallsFinish()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "5ms", "--drain", "1m");
        await using IAsyncEnumerator<HealthResponse> watch = host.Client.Create<IHealth>().Watch(new HealthRequest(), TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        await AssertNextAsync(HealthResponse.Serving, watch);
        int images = 0;

        await foreach (Image _ in host.Satellite.GetImages(RunningHost.AreaOf(0, 30, 79, 31), TestContext.CancellationToken))
        {
            if (++images == 1)
            {
                host.Process.Signal(Posix.SigTerm);
                await AssertNextAsync(HealthResponse.NotServing, watch);
                RpcException end = await Assert.ThrowsExactlyAsync<RpcException>(() => watch.MoveNextAsync().AsTask().WaitAsync(HostProcess.Patience));
                Assert.AreEqual((StatusCode.Unavailable, "the server is shutting down"), (end.StatusCode, end.Status.Detail));
            }
        }

        Assert.AreEqual(160, images);
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Drain_WithOnlyAWatcher_DoesNotWaitForIt()
    {
        await using RunningHost host = await RunningHost.StartAsync("--drain", "60m");
        await using IAsyncEnumerator<HealthResponse> watch = host.Client.Create<IHealth>().Watch(new HealthRequest(), TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        await AssertNextAsync(HealthResponse.Serving, watch);

        host.Process.Signal(Posix.SigTerm);

        await AssertNextAsync(HealthResponse.NotServing, watch);
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    private static async Task AssertNextAsync(int expected, IAsyncEnumerator<HealthResponse> watch)
    {
        Assert.IsTrue(await watch.MoveNextAsync().AsTask().WaitAsync(HostProcess.Patience));
        Assert.AreEqual(expected, watch.Current.Status);
    }

    private async Task AssertTokenNeededElsewhereAsync()
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(() => _host.Satellite.GetImage(new Location(), TestContext.CancellationToken));
        Assert.AreEqual(StatusCode.PermissionDenied, e.StatusCode);
    }
}
