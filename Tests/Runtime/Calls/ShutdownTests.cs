using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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

    [TestMethod]
    public async Task Status_AndTheEndOfItsConnection_AreUnavailableWhicheverTheClientSeesFirst()
    {
        // HttpClient forgets the status when the connection ends just after it, which is so in about one round of ten.
        for (int round = 0; round < 20; round++)
        {
            await using ProbeServer server = await ProbeServer.StartAsync();
            var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            server.Probe.OnTalk = (_, _) => OneUntilAsync(stopping.Task);
            await using IAsyncEnumerator<Answer> answers = server.Client.Talk(new Questions(1, before: (_, token) => Questions.Forever(token))).GetAsyncEnumerator();
            Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));

            Task stop = server.StopAsync();
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
            await stop;
            Assert.AreEqual(StatusCode.Unavailable, error.StatusCode, error.Status.Detail);
        }

        static async IAsyncEnumerable<Answer> OneUntilAsync(Task stopping)
        {
            yield return new Answer();
            await stopping;
            throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping"));
        }
    }

    private static async Task AssertUnavailableAsync(Func<Task> call)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("Unavailable: \"the server is stopping\"", error.Status.ToString());
    }
}
