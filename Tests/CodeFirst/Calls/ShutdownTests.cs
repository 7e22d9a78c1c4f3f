using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class ShutdownTests
{
    [TestMethod]
    public async Task Stop_WithAStreamThatEnds_LetsItEnd()
    {
        await using ProbeServer server =
            await ProbeServer.StartAsync(services: s => s.Configure<HostOptions>(o => o.ShutdownTimeout = Waiting.Patience));
        var goOn = new TaskCompletionSource();
        server.Probe.OnStream = (_, _) => Probe.CountTo(3).Concat(AfterAsync(goOn.Task));
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().Patiently());
        Task stop = server.StopAsync();
        goOn.SetResult();
        int more = 0;
        while (await stream.MoveNextAsync().Patiently())
        {
            more++;
        }

        await stop;
        Assert.AreEqual(3, more);
    }

    [TestMethod]
    public async Task Stop_WithAStreamThatDoesNotEnd_EndsItAfterTheTimeout()
    {
        await using ProbeServer server =
            await ProbeServer.StartAsync(services: s => s.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(300)));
        var ended = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return Probe.CountThenWait(1, context.CancellationToken);
        };
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().Patiently());
        Task<bool> next = stream.MoveNextAsync().AsTask();
        await server.StopAsync();
        await Assert.ThrowsExactlyAsync<RpcException>(() => next.Patiently());
        await ended.Task.Patiently();
    }

    private static async IAsyncEnumerable<Answer> AfterAsync(Task goOn)
    {
        await goOn;
        yield return new Answer { Number = 3 };
    }
}
