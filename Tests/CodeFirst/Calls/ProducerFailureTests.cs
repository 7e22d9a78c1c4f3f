using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>A stream of requests that fails cancels its call, and its exception is the call's.</summary>
[TestClass]
public sealed class ProducerFailureTests
{
    [TestMethod]
    [DataRow(0, true)]
    [DataRow(3, true)]
    [DataRow(0, false)]
    [DataRow(3, false)]
    public async Task Exception_OfTheProducer_ReachesTheCallerAndCancelsTheCall(int after, bool duplex)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var ended = new TaskCompletionSource();
        using var read = new SemaphoreSlim(0);
        server.Probe.OnCollect = (questions, context) => CountAsync(questions, context);
        server.Probe.OnTalk = (questions, context) => Count(questions, context);
        var failure = new FormatException("line 4 is broken");
        var questions = new Questions(int.MaxValue, async (i, token) =>
        {
            if (i == after)
            {
                // Until the handler runs there is nothing that could be cancelled.
                await read.WaitAsync(ProbeServer.Patience, token);
                throw failure;
            }
        });
        FormatException error = await Assert.ThrowsExactlyAsync<FormatException>(() =>
            (duplex ? (Task)server.Client.Talk(questions).Patiently().CountAsync().AsTask() : server.Client.Collect(questions)).WaitAsync(ProbeServer.Patience));
        Assert.AreSame(failure, error);
        await ended.Task.WaitAsync(ProbeServer.Patience);
        await questions.WaitUntilDisposedAsync();

        async Task<Answer> CountAsync(IAsyncEnumerable<Question> requests, ServerCallContext context)
        {
            context.CancellationToken.Register(ended.SetResult);
            read.Release();
            return new Answer { Number = await requests.CountAsync() };
        }

        async IAsyncEnumerable<Answer> Count(IAsyncEnumerable<Question> requests, ServerCallContext context)
        {
            yield return await CountAsync(requests, context);
        }
    }

    [TestMethod]
    public async Task Exception_OfATokenOfTheProducers_IsItsOwn()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var its = new CancellationToken(canceled: true);
        var questions = new Questions(1, (_, _) => throw new OperationCanceledException("mine", its));
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Collect(questions).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(its, error.CancellationToken);
        Assert.AreEqual("mine", error.Message);
    }

    [TestMethod]
    public async Task Token_OfTheCall_IsThrownWhateverTheProducerMakesOfIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var questions = new Questions(2, async (i, token) =>
        {
            if (i == 1)
            {
                await cancellation.CancelAsync();
                Assert.IsTrue(token.IsCancellationRequested);
                throw new InvalidOperationException("interrupted");
            }
        });
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Collect(questions, cancellation.Token).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Null_AmongTheRequests_IsNamed()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
            server.Client.Collect(new Questions(2, make: i => i == 1 ? null! : new Question())).WaitAsync(ProbeServer.Patience));
        Assert.Contains("/test.Probe/Collect", error.Message);
    }

    [TestMethod]
    [DataRow(19, true)]
    [DataRow(20, true)]
    [DataRow(21, false)]
    public async Task Request_OverTheLimitToSend_IsResourceExhausted(int size, bool fits)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = 20 });
        IProbe client = channel.CreateGrpcService<IProbe>();

        // Tag and length of the payload are two bytes.
        Task<Answer> call = client.Collect(new Questions(3, make: _ => new Question { Payload = new byte[size - 2] })).WaitAsync(ProbeServer.Patience);
        if (fits)
        {
            await call;
            return;
        }

        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call);
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Contains("21", error.Status.Detail);
        Assert.Contains("20", error.Status.Detail);
    }
}
