using System.Threading.Channels;

namespace Tests.CodeFirst.Calls;

/// <summary>The helpers of CallContext for streams, on the side that they are meant for.</summary>
[TestClass]
public sealed class FullDuplexTests
{
    [TestMethod]
    [DataRow(true, DisplayName = "one by one")]
    [DataRow(false, DisplayName = "as a stream")]
    public async Task Client_WaitingForEachAnswer_WritesWhileItReads(bool oneByOne)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var requests = Channel.CreateBounded<Question>(5);
        using var answered = new SemaphoreSlim(1);
        var context = new CallContext(new CallOptions(), state: requests.Writer);
        int sum = 0;
        IAsyncEnumerable<Answer> answers = server.Client.Talk(requests.Reader.ReadAllAsync(), context);
        ValueTask talk = oneByOne
            ? context.FullDuplexAsync(WriteAsync, answers, (Answer a, CallContext _) => Take(a))
            : context.FullDuplexAsync(WriteAsync, answers, async (IAsyncEnumerable<Answer> all, CallContext _) =>
            {
                await foreach (Answer a in all)
                {
                    await Take(a);
                }
            });
        await talk.Patiently();
        Assert.AreEqual(45, sum);

        async ValueTask WriteAsync(CallContext c)
        {
            ChannelWriter<Question> writer = c.As<ChannelWriter<Question>>();
            for (int i = 0; i < 10; i++)
            {
                Assert.IsTrue(await answered.WaitAsync(Waiting.Patience, c.CancellationToken));
                await writer.WriteAsync(new Question { Number = i }, c.CancellationToken);
            }

            writer.Complete();
        }

        ValueTask Take(Answer answer)
        {
            sum += answer.Number;
            answered.Release();
            return default;
        }
    }

    [TestMethod]
    public async Task ConsumeAndAggregate_OverRequests_SeeEveryOneInOrder()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var seen = new List<int>();
        server.Probe.OnCollect = async (questions, call) =>
        {
            await new CallContext(server.Probe, call).ConsumeAsync(questions, (q, c) =>
            {
                Assert.AreSame(call, c.ServerCallContext);
                seen.Add(q.Number);
                return default;
            });
            return new Answer();
        };
        await server.Client.Collect(new Questions(4)).Patiently();
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, seen);

        server.Probe.OnCollect = async (questions, call) => new Answer
        {
            Number = await new CallContext(server.Probe, call).AggregateAsync(questions, async (value, q, _) =>
            {
                await Task.Yield();
                return value * 10 + q.Number;
            }, 7),
        };
        Assert.AreEqual(70123, (await server.Client.Collect(new Questions(4)).Patiently()).Number);
    }
}
