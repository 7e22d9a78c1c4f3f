namespace Tests.CodeFirst.Calls;

/// <summary>A stream of requests that fails cancels its call.</summary>
[TestClass]
public sealed class ProducerFailureTests
{
    [TestMethod]
    [DataRow(0, false)]
    [DataRow(3, false)]
    [DataRow(0, true)]
    [DataRow(3, true)]
    public async Task Exception_OfTheProducer_CancelsTheCall(int after, bool duplex)
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
                Assert.IsTrue(await read.WaitAsync(Waiting.Patience, token));
                throw failure;
            }
        });
        if (duplex)
        {
            // protobuf-net.Grpc ends the reading, whose exception the caller then sees.
            RpcException error =
                await Assert.ThrowsExactlyAsync<RpcException>(async () => await server.Client.Talk(questions).Patiently().CountAsync());
            Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
        }
        else
        {
            Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<FormatException>(() => server.Client.Collect(questions).Patiently()));
        }

        await ended.Task.Patiently();
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
        OperationCanceledException error =
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Collect(questions).Patiently());
        Assert.AreEqual(its, error.CancellationToken);
        Assert.AreEqual("mine", error.Message);
    }
}
