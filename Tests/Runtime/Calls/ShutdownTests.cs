using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.Runtime.Calls;

[TestClass]
public sealed class ShutdownTests
{
    [TestMethod]
    public async Task EndAll_WithCallsInFlight_EndsThemAndRefusesLaterOnes()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var running = new TaskCompletionSource();
        server.Probe.OnAsk = async (_, context) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Answer();
        };
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(2, context.CancellationToken);

        Task<Answer> unary = server.Client.Ask(new Question());
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        await running.Task.WaitAsync(ProbeServer.Patience);

        server.Services.GetRequiredService<GrpcCalls>().EndAll(new Status(StatusCode.Unavailable, "the server is stopping"));

        await AssertUnavailableAsync(() => unary);
        await AssertUnavailableAsync(() => stream.MoveNextAsync().AsTask());
        await AssertUnavailableAsync(() => server.Client.Ask(new Question()));
    }

    private static async Task AssertUnavailableAsync(Func<Task> call)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("Unavailable: \"the server is stopping\"", error.Status.ToString());
    }
}
