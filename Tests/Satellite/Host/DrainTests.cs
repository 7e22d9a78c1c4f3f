using CodeFirstSatellite.Contracts;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class DrainTests
{
    private static readonly Area TopRows = RunningHost.AreaOf(0, 30, 79, 31);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(Posix.SigTerm, DisplayName = "SIGTERM")]
    [DataRow(Posix.SigInt, DisplayName = "SIGINT")]
    public async Task Stop_WithACallInFlight_LetsItFinish(int signal)
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "5ms", "--drain", "1m");
        int images = 0;

        await foreach (Image _ in host.Satellite.GetImages(TopRows, TestContext.CancellationToken))
        {
            if (++images == 1)
            {
                host.Process.Signal(signal);
                await host.Process.WaitForLogAsync("stopping");
            }
        }

        Assert.AreEqual(160, images);
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    [TestMethod]
    public async Task Stop_WithACallLongerThanTheDrain_EndsItWithUnavailable()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m", "--drain", "200ms");
        int images = 0;

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Image _ in host.Satellite.GetImages(TopRows, TestContext.CancellationToken))
            {
                images++;
                host.Process.Signal(Posix.SigTerm);
            }
        });

        Assert.AreEqual(1, images);
        Assert.AreEqual((StatusCode.Unavailable, "the server is shutting down"), (e.StatusCode, e.Status.Detail));
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
        Assert.AreEqual("UNAVAILABLE", CallLine.Parse(Assert.ContainsSingle(host.Process.CallLines))["status"]);
    }

    [TestMethod]
    public async Task Stop_WhileItDrains_TakesNoNewClients()
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m", "--drain", "1m");
        await using IAsyncEnumerator<Image> stream = host.Satellite
            .GetImages(TopRows, TestContext.CancellationToken)
            .GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.IsTrue(await stream.MoveNextAsync());
        host.Process.Signal(Posix.SigTerm);
        await host.Process.WaitForLogAsync("stopping");
        using var late = new HostClient(host.Process.Address, host.Certificates, host.Certificates.Client);

        RpcException e = await Assert.ThrowsExactlyAsync<RpcException>(
            () => late.Satellite.GetImage(new Location(), TestContext.CancellationToken));

        Assert.AreEqual(StatusCode.Unavailable, e.StatusCode);
    }

    [TestMethod]
    [DataRow(Posix.SigTerm, 143, DisplayName = "SIGTERM")]
    [DataRow(Posix.SigInt, 130, DisplayName = "SIGINT")]
    public async Task Stop_AskedTwice_EndsAtOnce(int signal, int exitCode)
    {
        await using RunningHost host = await RunningHost.StartAsync("--send-delay", "1m", "--drain", "60m");
        await using IAsyncEnumerator<Image> stream = host.Satellite
            .GetImages(TopRows, TestContext.CancellationToken)
            .GetAsyncEnumerator(TestContext.CancellationToken);
        Assert.IsTrue(await stream.MoveNextAsync());

        host.Process.Signal(Posix.SigTerm);
        await host.Process.WaitForLogAsync("stopping");
        host.Process.Signal(signal);

        Assert.AreEqual(exitCode, await host.Process.WaitForExitAsync());
        await Assert.ThrowsExactlyAsync<RpcException>(async () => await stream.MoveNextAsync());
    }

    [TestMethod]
    public async Task Stop_Idle_IsQuick()
    {
        await using RunningHost host = await RunningHost.StartAsync("--drain", "60m");
        await host.Satellite.GetImage(new Location(), TestContext.CancellationToken);

        host.Process.Signal(Posix.SigTerm);

        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
        Assert.HasCount(1, host.Process.Output);
    }
}
