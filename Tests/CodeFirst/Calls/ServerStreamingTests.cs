using CodeFirst.Grpc;

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
        var received = new SemaphoreSlim(0);
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
    public async Task Stream_ProducerThatBlocksItsThread_HoldsNothingBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var received = new SemaphoreSlim(0);
        server.Probe.OnStream = (_, _) => Blocking().ToAsyncEnumerable();
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            if (answer.Number == 0)
            {
                received.Release();
            }
        }

        // The first message must arrive while the producer, which never gives its thread back, waits for that.
        IEnumerable<Answer> Blocking()
        {
            yield return new Answer { Number = 0 };
            Assert.IsTrue(received.Wait(ProbeServer.Patience));
            yield return new Answer { Number = 1 };
        }
    }

    [TestMethod]
    public async Task Stream_ThatMayBuffer_SendsTheFirstAtOnceAndTheOthersBeforeItIsWaitedFor()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var first = new SemaphoreSlim(0);
        using var last = new SemaphoreSlim(0);
        server.Probe.OnStream = Buffered;
        int count = 0;
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(count++, answer.Number);
            (answer.Number switch { 0 => first, 9 => last, _ => null })?.Release();
        }

        Assert.AreEqual(11, count);

        async IAsyncEnumerable<Answer> Buffered(Question question, ServerCallContext context)
        {
            context.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
            yield return new Answer { Number = 0 };
            Assert.IsTrue(first.Wait(ProbeServer.Patience, context.CancellationToken));
            for (int i = 1; i < 10; i++)
            {
                yield return new Answer { Number = i };
            }

            await last.WaitAsync(context.CancellationToken);
            yield return new Answer { Number = 10 };
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
        server.Probe.OnStream = (_, _) => Enumerable.Range(0, count).Select(i => new Answer { Number = i, Payload = payload }).ToAsyncEnumerable();
        int next = 0;
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
            Assert.IsTrue(payload.AsSpan().SequenceEqual(answer.Payload));
        }

        Assert.AreEqual(count, next);
    }

    [TestMethod]
    public async Task Stream_NotEnumerated_MakesNoCall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        _ = server.Client.Stream(new Question { Number = 3 });
        await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(1, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Stream_EnumeratedTwice_SaysThatItIsOneCall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IAsyncEnumerable<Answer> stream = server.Client.Stream(new Question { Number = 3 });
        Assert.AreEqual(3, await stream.Patiently().CountAsync());
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => stream.GetAsyncEnumerator());
        Assert.Contains("/test.Probe/Stream", error.Message);
    }
}
