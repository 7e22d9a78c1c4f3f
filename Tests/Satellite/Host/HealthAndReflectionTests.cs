using CodeFirstSatellite.Contracts;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>What monitoring and tools call: the client's certificate is enough for it, and is needed.</summary>
[TestClass]
public sealed class HealthAndReflectionTests
{
    private const string Unknown = "satellite.Nothing";
    private const HealthCheckResponse.Types.ServingStatus Serving = HealthCheckResponse.Types.ServingStatus.Serving;
    private const HealthCheckResponse.Types.ServingStatus NotServing = HealthCheckResponse.Types.ServingStatus.NotServing;

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
        HealthCheckResponse health = await Health(_host.Client)
            .CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: TestContext.CancellationToken);

        Assert.AreEqual(Serving, health.Status);
        await AssertTokenNeededElsewhereAsync();
    }

    [TestMethod]
    public async Task ListServices_WithoutAToken_NamesThemAll()
    {
        var client = new ServerReflection.ServerReflectionClient(_host.Client.Invoker);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call = client.ServerReflectionInfo(
            cancellationToken: TestContext.CancellationToken);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.CancellationToken);
        await call.RequestStream.CompleteAsync();

        ServerReflectionResponse response = await call.ResponseStream
            .ReadAllAsync(TestContext.CancellationToken)
            .SingleAsync(TestContext.CancellationToken);

        CollectionAssert.AreEqual(
            new[]
            {
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "satellite.Satellite",
                "satellite.archive.v1.Archive",
                "satellite.catalog.v1.Catalog",
                "satellite.live.v1.Live",
            },
            response.ListServicesResponse.Service.Select(s => s.Name).Order(StringComparer.Ordinal).ToArray());
        await _host.Process.WaitForLogAsync("call method=/grpc.reflection.v1.ServerReflection/ServerReflectionInfo ");
        await AssertTokenNeededElsewhereAsync();
    }

    [TestMethod]
    public async Task Check_OfAnUnknownService_IsNotFoundAndALineOfTheLog()
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            async () => await Health(_host.Client)
                .CheckAsync(new HealthCheckRequest { Service = Unknown }, cancellationToken: TestContext.CancellationToken));

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

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            async () => await Health(stranger).CheckAsync(new HealthCheckRequest(), cancellationToken: TestContext.CancellationToken));

        // Which of them Grpc.Net.Client takes depends on whether the request or the reading was first to fail.
        Assert.Contains(e.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
        await host.Process.WaitForLogAsync("the client sent no certificate");
        Assert.HasCount(0, host.Process.CallLines);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Drain_WithAWatcher_TellsItNotServingWhileOtherCallsFinish()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "5ms", "--drain", "1m");
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Health(host.Client)
            .Watch(new HealthCheckRequest(), cancellationToken: TestContext.CancellationToken);
        await AssertNextAsync(Serving, watch);
        int images = 0;

        await foreach (Image _ in host.Satellite.GetImages(RunningHost.AreaOf(0, 30, 79, 31), TestContext.CancellationToken))
        {
            if (++images == 1)
            {
                host.Process.Signal(Posix.SigTerm);
                await AssertNextAsync(NotServing, watch);
                Assert.IsFalse(await watch.ResponseStream.MoveNext(TestContext.CancellationToken).WaitAsync(Waiting.Patience));
                Assert.AreEqual(StatusCode.OK, watch.GetStatus().StatusCode);
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
        using AsyncServerStreamingCall<HealthCheckResponse> watch = Health(host.Client)
            .Watch(new HealthCheckRequest(), cancellationToken: TestContext.CancellationToken);
        await AssertNextAsync(Serving, watch);

        host.Process.Signal(Posix.SigTerm);

        await AssertNextAsync(NotServing, watch);
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    private static Health.HealthClient Health(HostClient client) => new(client.Invoker);

    private static async Task AssertNextAsync(
        HealthCheckResponse.Types.ServingStatus expected, AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.IsTrue(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Waiting.Patience));
        Assert.AreEqual(expected, watch.ResponseStream.Current.Status);
    }

    private async Task AssertTokenNeededElsewhereAsync()
    {
        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => _host.Satellite.GetImage(new Location(), TestContext.CancellationToken));
        Assert.AreEqual(StatusCode.PermissionDenied, e.StatusCode);
    }
}
