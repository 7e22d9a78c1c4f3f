using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class ClientStreamingTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(100_000)]
    public async Task Requests_FromAProducerThatNeverWaits_ArriveInOrder(int count)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        bool ordered = true;
        server.Probe.OnCollect = async (questions, _) =>
        {
            int next = 0;
            await foreach (Question question in questions)
            {
                ordered &= question.Number == next++;
            }

            return new Answer { Number = next };
        };
        var questions = new Questions(count);
        Assert.AreEqual(count, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
        Assert.IsTrue(ordered);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    [DataRow(100, 1000)]
    [DataRow(50, 16 * 1024)]
    [DataRow(50, 32 * 1024 - 8, DisplayName = "about a batch")]
    [DataRow(20, 100_000)]
    [DataRow(5, 3_000_000)]
    public async Task Requests_OfAnyLength_ArriveWhole(int count, int length)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.CountAsync(q => payload.AsSpan().SequenceEqual(q.Payload)) };
        var questions = new Questions(count, make: i => new Question { Number = i, Payload = payload });
        Assert.AreEqual(count, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Requests_FromAProducerThatWaitsForEach_AreNotHeldBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var received = new SemaphoreSlim(1);
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.CountAsync(_ => received.Release() >= 0) };
        var questions = new Questions(100, async (_, token) => Assert.IsTrue(await received.WaitAsync(ProbeServer.Patience, token)));
        Assert.AreEqual(100, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Requests_FromAProducerThatBlocksItsThread_AreNotHeldBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var received = new SemaphoreSlim(0);
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.CountAsync(_ => received.Release() >= 0) };

        // The first message must arrive while the producer, which never gives its thread back, waits for that.
        var questions = new Questions(2, (i, token) =>
        {
            Assert.IsTrue(i == 0 || received.Wait(ProbeServer.Patience, token));
            return default;
        });
        Assert.AreEqual(2, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Requests_EnumeratedTwiceByAHandler_SayThatTheyComeOnce()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnCollect = async (questions, _) =>
        {
            int count = await questions.CountAsync();
            InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => questions.GetAsyncEnumerator());
            Assert.Contains("/test.Probe/Collect", error.Message);
            return new Answer { Number = count };
        };
        Assert.AreEqual(3, (await server.Client.Collect(new Questions(3)).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Requests_ReadTwiceAtATime_AreRefused()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var refused = new SemaphoreSlim(0);
        server.Probe.OnCollect = async (questions, _) =>
        {
            IAsyncEnumerator<Question> reader = questions.GetAsyncEnumerator();
            Task<bool> first = reader.MoveNextAsync().AsTask();
            Assert.ThrowsExactly<InvalidOperationException>(() => reader.MoveNextAsync().AsTask());
            refused.Release();
            return new Answer { Number = await first ? 1 : 0 };
        };
        var questions = new Questions(1, async (_, token) => Assert.IsTrue(await refused.WaitAsync(ProbeServer.Patience, token)));
        Assert.AreEqual(1, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Handler_ThatLeavesAReaderBehind_EndsItsRead()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var left = new TaskCompletionSource<Task<bool>>();
        server.Probe.OnCollect = (questions, _) =>
        {
            left.SetResult(questions.GetAsyncEnumerator().MoveNextAsync().AsTask());
            return Task.FromResult(new Answer { Number = 7 });
        };
        Assert.AreEqual(7, (await server.Client.Collect(new Questions(1, (_, token) => Questions.Forever(token))).WaitAsync(ProbeServer.Patience)).Number);
        Task<bool> read = await left.Task.WaitAsync(ProbeServer.Patience);
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => read.WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Token_OfTheEnumeration_EndsAReadAndNotTheCall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var asked = new SemaphoreSlim(0);
        server.Probe.OnCollect = async (questions, _) =>
        {
            using var enough = new CancellationTokenSource();
            await using IAsyncEnumerator<Question> reader = questions.GetAsyncEnumerator(enough.Token);
            Task<bool> read = reader.MoveNextAsync().AsTask();
            await enough.CancelAsync();
            OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => read.WaitAsync(ProbeServer.Patience));
            Assert.AreEqual(enough.Token, error.CancellationToken);
            return new Answer { Number = 5 };
        };
        Assert.AreEqual(5, (await server.Client.Collect(new Questions(1, (_, token) => Questions.Forever(token))).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Status_SetByAHandler_ComesInsteadOfTheResponse()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnCollect = async (questions, context) =>
        {
            context.Status = new Status(StatusCode.DataLoss, $"{await questions.CountAsync()} came");
            return new Answer();
        };
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Collect(new Questions(3)).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("DataLoss: \"3 came\"", error.Status.ToString());
    }
}
