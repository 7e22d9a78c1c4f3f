namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class ClientStreamingTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(20_000)]
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
        Assert.AreEqual(count, (await server.Client.Collect(questions).Patiently()).Number);
        Assert.IsTrue(ordered);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    [DataRow(100, 1000)]
    [DataRow(50, 32 * 1024 - 8)]
    [DataRow(5, 3_000_000)]
    public async Task Requests_OfAnyLength_ArriveWhole(int count, int length)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        server.Probe.OnCollect =
            async (questions, _) => new Answer { Number = await questions.CountAsync(q => payload.AsSpan().SequenceEqual(q.Payload)) };
        var questions = new Questions(count, make: i => new Question { Number = i, Payload = payload });
        Assert.AreEqual(count, (await server.Client.Collect(questions).Patiently()).Number);
    }

    [TestMethod]
    public async Task Requests_FromAProducerThatWaitsForEach_AreNotHeldBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var received = new SemaphoreSlim(1);
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.CountAsync(_ => received.Release() >= 0) };
        var questions = new Questions(100, async (_, token) => Assert.IsTrue(await received.WaitAsync(Waiting.Patience, token)));
        Assert.AreEqual(100, (await server.Client.Collect(questions).Patiently()).Number);
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
            Assert.IsTrue(i == 0 || received.Wait(Waiting.Patience, token));
            return default;
        });
        Assert.AreEqual(2, (await server.Client.Collect(questions).Patiently()).Number);
    }
}
