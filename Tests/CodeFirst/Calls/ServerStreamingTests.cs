namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class ServerStreamingTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(100_000)]
    public async Task Stream_ProducerThatNeverWaits_ArrivesInOrder(int count)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        int next = 0;
        await foreach (Answer answer in server.Client.Stream(new Question { Number = count }).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
        }

        Assert.AreEqual(count, next);
    }

    [TestMethod]
    public async Task Stream_ProducerThatWaitsForEachMessage_HoldsNothingBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var received = new SemaphoreSlim(0);
        server.Probe.OnStream = Lockstep;
        int count = 0;
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(count++, answer.Number);
            received.Release();
        }

        Assert.AreEqual(100, count);

        async IAsyncEnumerable<Answer> Lockstep(Question question, ServerCallContext context)
        {
            for (int i = 0; i < 100; i++)
            {
                yield return new Answer { Number = i };
                await received.WaitAsync(context.CancellationToken);
            }
        }
    }

    [TestMethod]
    public async Task Stream_ProducerThatBlocksItsThread_SendsTheFirstAtOnce()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var received = new SemaphoreSlim(0);
        server.Probe.OnStream = (_, _) => Blocking().ToAsyncEnumerable();
        int count = 0;
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(count++, answer.Number);
            received.Release();
        }

        Assert.AreEqual(2, count);

        // The first message must arrive while the producer, which never gives its thread back, waits for that.
        IEnumerable<Answer> Blocking()
        {
            yield return new Answer { Number = 0 };
            Assert.IsTrue(received.Wait(Waiting.Patience));
            yield return new Answer { Number = 1 };
        }
    }

    [TestMethod]
    public async Task Stream_OfOneObjectYieldedAgainAndAgain_SendsWhatItWasEachTime()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (question, _) => Reuse(question.Number);
        int next = 0;
        await foreach (Answer answer in server.Client.Stream(new Question { Number = 10_000 }).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
        }

        Assert.AreEqual(10_000, next);

        static async IAsyncEnumerable<Answer> Reuse(int count)
        {
            await Task.CompletedTask;
            var answer = new Answer();
            for (int i = 0; i < count; i++)
            {
                answer.Number = i;
                yield return answer;
            }
        }
    }

    [TestMethod]
    [DataRow(100, 1000)]
    [DataRow(50, 16 * 1024)]
    [DataRow(50, 40 * 1024, DisplayName = "one to a batch")]
    [DataRow(50, 64 * 1024 - 8, DisplayName = "about a batch")]
    [DataRow(20, 100_000)]
    [DataRow(5, 3_000_000)]
    public async Task Stream_MessagesOfAnyLength_ArriveWhole(int count, int length)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        server.Probe.OnStream =
            (_, _) => Enumerable.Range(0, count).Select(i => new Answer { Number = i, Payload = payload }).ToAsyncEnumerable();
        int next = 0;
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
            Assert.IsTrue(payload.AsSpan().SequenceEqual(answer.Payload));
        }

        Assert.AreEqual(count, next);
    }

    [TestMethod]
    public async Task Stream_NotEnumerated_HasBegun()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var begun = new TaskCompletionSource();
        server.Probe.OnStream = (question, _) =>
        {
            begun.SetResult();
            return Probe.CountTo(question.Number);
        };
        IAsyncEnumerable<Answer> stream = server.Client.Stream(new Question { Number = 3 });
        await begun.Task.Patiently();
        Assert.AreEqual(3, await stream.Patiently().CountAsync());
    }

    [TestMethod]
    public async Task Streams_ManyAtOnce_EachGetsItsOwn()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => CountAsync(i))).Patiently();
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).Select(i => i * 7).ToArray(), counts);

        async Task<int> CountAsync(int i) => await server.Client.Stream(new Question { Number = i * 7 }).Patiently().CountAsync();
    }
}
