using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Services;

[TestClass]
public sealed class HealthTests
{
    private const string Probe = "test.Probe";
    private const string Nobody = "test.Nobody";
    private const string Server = "";

    [TestMethod]
    [DataRow(Server)]
    [DataRow(Probe, DisplayName = "mapped after the health service")]
    [DataRow("grpc.health.v1.Health", DisplayName = "the health service itself")]
    public async Task Check_WhereNobodySaidAnything_IsServing(string service)
    {
        await using ProbeServer server = await StartAsync();
        Assert.AreEqual(ServingStatus.Serving, await CheckAsync(server, service));
    }

    [TestMethod]
    [DataRow(Nobody)]
    [DataRow("test.probe", DisplayName = "another case")]
    [DataRow("test.Probe/Ask", DisplayName = "a method")]
    public async Task Check_OfAnUnknownService_IsNotFound(string service)
    {
        await using ProbeServer server = await StartAsync();
        await AssertNotFoundAsync(server, service);
    }

    [TestMethod]
    [DataRow(ServingStatus.NotServing)]
    [DataRow(ServingStatus.Unknown)]
    [DataRow(ServingStatus.Serving)]
    public async Task Check_OfAServiceWhoseStatusWasSet_TellsItAndLeavesOthersAlone(ServingStatus status)
    {
        await using ProbeServer server = await StartAsync();
        Health(server).SetStatus(Nobody, status);
        Assert.AreEqual(status, await CheckAsync(server, Nobody));
        Assert.AreEqual(ServingStatus.Serving, await CheckAsync(server, Probe));
        Assert.AreEqual(ServingStatus.Serving, await CheckAsync(server, Server));
    }

    [TestMethod]
    public async Task SetStatus_BeforeTheServiceIsMapped_StandsAfterIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(services: s => s.AddCodeFirstGrpcHealth(), map: endpoints =>
        {
            endpoints.ServiceProvider.GetRequiredService<HealthService>().SetStatus(Probe, ServingStatus.NotServing);
            endpoints.MapCodeFirstGrpcHealthService();
        });
        Assert.AreEqual(ServingStatus.NotServing, await CheckAsync(server, Probe));
    }

    [TestMethod]
    [DataRow(ServingStatus.ServiceUnknown)]
    [DataRow((ServingStatus)4)]
    public void SetStatus_ToOneThatNoServiceHas_IsRefused(ServingStatus status) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new HealthService().SetStatus(Probe, status));

    [TestMethod]
    public async Task ClearStatus_OfAService_MakesItUnknown()
    {
        await using ProbeServer server = await StartAsync();
        Health(server).ClearStatus(Probe);
        await AssertNotFoundAsync(server, Probe);
        Assert.AreEqual(ServingStatus.Serving, await CheckAsync(server, Server));
    }

    [TestMethod]
    public async Task ClearAll_MakesEverythingUnknown()
    {
        await using ProbeServer server = await StartAsync();
        Health(server).ClearAll();
        await AssertNotFoundAsync(server, Probe);
        await AssertNotFoundAsync(server, Server);
    }

    [TestMethod]
    public async Task List_TellsOfEveryService()
    {
        await using ProbeServer server = await StartAsync();
        Health(server).SetStatus(Nobody, ServingStatus.NotServing);
        HealthListResponse list = await Client(server).List(new HealthListRequest()).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEquivalent(
            new[] { (Server, ServingStatus.Serving), ("grpc.health.v1.Health", ServingStatus.Serving), (Probe, ServingStatus.Serving), (Nobody, ServingStatus.NotServing) },
            list.Statuses.Select(s => (s.Key, s.Value.Status)).ToArray());
    }

    [TestMethod]
    [DataRow(100, StatusCode.OK)]
    [DataRow(101, StatusCode.ResourceExhausted)]
    public async Task List_OfManyServices_HasALimit(int count, StatusCode expected)
    {
        await using ProbeServer server = await StartAsync();
        Health(server).ClearAll();
        for (int i = 0; i < count; i++)
        {
            Health(server).SetStatus($"test.Service{i}", ServingStatus.Serving);
        }

        Task<HealthListResponse> list = Client(server).List(new HealthListRequest()).WaitAsync(ProbeServer.Patience);
        if (expected == StatusCode.OK)
        {
            Assert.HasCount(count, (await list).Statuses);
        }
        else
        {
            Assert.AreEqual(expected, (await Assert.ThrowsExactlyAsync<RpcException>(() => list)).StatusCode);
        }
    }

    [TestMethod]
    public async Task Watch_TellsTheStatusAtOnceAndEveryChangeOnce()
    {
        await using ProbeServer server = await StartAsync();
        await using IAsyncEnumerator<HealthCheckResponse> watch = Watch(server, Probe);
        await AssertNextAsync(ServingStatus.Serving, watch);

        Health(server).SetStatus(Probe, ServingStatus.NotServing);
        await AssertNextAsync(ServingStatus.NotServing, watch);

        // None of these changes what is watched.
        Health(server).SetStatus(Probe, ServingStatus.NotServing);
        Health(server).SetStatus(Server, ServingStatus.NotServing);
        Health(server).ClearStatus(Nobody);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        Assert.AreEqual(ServingStatus.NotServing, await CheckAsync(server, Probe));
        Assert.IsFalse(next.IsCompleted);

        Health(server).SetStatus(Probe, ServingStatus.Unknown);
        Assert.IsTrue(await next.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(ServingStatus.Unknown, watch.Current.Status);
    }

    [TestMethod]
    public async Task Watch_OfAnUnknownService_GoesOnUntilItIsKnown()
    {
        await using ProbeServer server = await StartAsync();
        await using IAsyncEnumerator<HealthCheckResponse> watch = Watch(server, Nobody);
        await AssertNextAsync(ServingStatus.ServiceUnknown, watch);
        Health(server).SetStatus(Nobody, ServingStatus.Serving);
        await AssertNextAsync(ServingStatus.Serving, watch);
        Health(server).ClearStatus(Nobody);
        await AssertNextAsync(ServingStatus.ServiceUnknown, watch);
    }

    [TestMethod]
    public async Task Watch_ByManyAtOnce_TellsEach()
    {
        await using ProbeServer server = await StartAsync();
        IAsyncEnumerator<HealthCheckResponse>[] watches = [.. Enumerable.Range(0, 50).Select(_ => Watch(server, Probe))];
        await Task.WhenAll(watches.Select(watch => AssertNextAsync(ServingStatus.Serving, watch)));
        Health(server).SetStatus(Probe, ServingStatus.NotServing);
        await Task.WhenAll(watches.Select(watch => AssertNextAsync(ServingStatus.NotServing, watch)));
        await Task.WhenAll(watches.Select(watch => watch.DisposeAsync().AsTask()));
    }

    [TestMethod]
    public async Task Watch_ReadSlowly_MissesWhatCameAndWent()
    {
        var health = new HealthService();
        IAsyncEnumerator<HealthCheckResponse> watch = new HealthEndpoint(health).Watch(new HealthCheckRequest()).GetAsyncEnumerator();
        await AssertNextAsync(ServingStatus.Serving, watch);
        for (int i = 0; i < 1000; i++)
        {
            health.SetStatus(Server, ServingStatus.Unknown);
            health.SetStatus(Server, ServingStatus.NotServing);
        }

        await AssertNextAsync(ServingStatus.NotServing, watch);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        Assert.IsFalse(next.IsCompleted);
        health.SetStatus(Server, ServingStatus.Serving);
        Assert.IsTrue(await next.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(ServingStatus.Serving, watch.Current.Status);
    }

    [TestMethod]
    [DataRow(Server, ServingStatus.Serving, ServingStatus.NotServing)]
    [DataRow(Probe, ServingStatus.Serving, ServingStatus.NotServing)]
    [DataRow(Nobody, ServingStatus.ServiceUnknown, null)]
    public async Task Stop_WithAWatcher_TellsItAndDoesNotWaitForIt(string service, ServingStatus first, ServingStatus? last)
    {
        await using ProbeServer server = await StartAsync();
        await using IAsyncEnumerator<HealthCheckResponse> watch = Watch(server, service);
        await AssertNextAsync(first, watch);

        // Ends within the tests' patience, which is shorter than what the application gives its calls.
        Task stopped = server.StopAsync();
        if (last is { } told)
        {
            await AssertNextAsync(told, watch);
        }

        RpcException end = await Assert.ThrowsExactlyAsync<RpcException>(() => watch.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual((StatusCode.Unavailable, "the server is shutting down"), (end.StatusCode, end.Status.Detail));
        await stopped;
    }

    [TestMethod]
    public async Task Stop_MakesEverythingNotServingForGood()
    {
        await using ProbeServer server = await StartAsync();
        Health(server).SetStatus(Nobody, ServingStatus.Unknown);
        await server.StopAsync();
        Health(server).SetStatus(Probe, ServingStatus.Serving);
        Health(server).ClearAll();
        Assert.AreEqual(ServingStatus.NotServing, Health(server).Look(Server).Status);
        Assert.AreEqual(ServingStatus.NotServing, Health(server).Look(Probe).Status);
        Assert.AreEqual(ServingStatus.NotServing, Health(server).Look(Nobody).Status);
    }

    [TestMethod]
    public void Map_WithoutAdd_SaysWhatToCall()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCodeFirstGrpc();
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => builder.Build().MapCodeFirstGrpcHealthService());
        Assert.Contains("AddCodeFirstGrpcHealth()", error.Message);
    }

    private static Task<ProbeServer> StartAsync() =>
        ProbeServer.StartAsync(services: services => services.AddCodeFirstGrpcHealth(), map: endpoints => endpoints.MapCodeFirstGrpcHealthService());

    private static IHealth Client(ProbeServer server) => server.Channel.CreateGrpcService<IHealth>();

    private static HealthService Health(ProbeServer server) => server.Services.GetRequiredService<HealthService>();

    private static async Task<ServingStatus> CheckAsync(ProbeServer server, string service) =>
        (await Client(server).Check(new HealthCheckRequest { Service = service }).WaitAsync(ProbeServer.Patience)).Status;

    private static async Task AssertNotFoundAsync(ProbeServer server, string service) =>
        Assert.AreEqual(StatusCode.NotFound, (await Assert.ThrowsExactlyAsync<RpcException>(() => CheckAsync(server, service))).StatusCode);

    private static IAsyncEnumerator<HealthCheckResponse> Watch(ProbeServer server, string service) =>
        Client(server).Watch(new HealthCheckRequest { Service = service }).GetAsyncEnumerator();

    private static async Task AssertNextAsync(ServingStatus expected, IAsyncEnumerator<HealthCheckResponse> watch)
    {
        Assert.IsTrue(await watch.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(expected, watch.Current.Status);
    }
}
