using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>The helpers of CallContext for streams, on the side that they are meant for.</summary>
[TestClass]
public sealed class FullDuplexTests
{
    [TestMethod]
    [DataRow(true, DisplayName = "one by one")]
    [DataRow(false, DisplayName = "as a stream")]
    public async Task Server_ProducesWhileItConsumes(bool oneByOne)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var consumed = Channel.CreateUnbounded<int>();
        server.Probe.OnTalk = (questions, call) =>
        {
            CallContext context = call;
            return oneByOne
                ? context.FullDuplexAsync(Produce, questions, (Question q, CallContext _) => consumed.Writer.WriteAsync(q.Number))
                : context.FullDuplexAsync(Produce, questions, async (IAsyncEnumerable<Question> all, CallContext _) =>
                {
                    await foreach (Question q in all)
                    {
                        await consumed.Writer.WriteAsync(q.Number);
                    }
                });
        };

        // Each answer needs its question to have been consumed, and each question the answer before it.
        using var answered = new SemaphoreSlim(1);
        var questions = new Questions(100, async (_, token) => Assert.IsTrue(await answered.WaitAsync(ProbeServer.Patience, token)));
        int next = 0;
        await foreach (Answer answer in server.Client.Talk(questions).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
            answered.Release();
        }

        Assert.AreEqual(100, next);

        async IAsyncEnumerable<Answer> Produce(CallContext context)
        {
            for (int i = 0; i < 100; i++)
            {
                yield return new Answer { Number = await consumed.Reader.ReadAsync(context.CancellationToken) };
            }
        }
    }

    [TestMethod]
    public async Task Consumer_StillAtWorkWhenTheProducerIsDone_IsWaitedFor()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        int sum = 0;
        server.Probe.OnTalk = (questions, call) => ((CallContext)call).FullDuplexAsync(
            _ => Probe.CountTo(3),
            questions,
            (Question q, CallContext _) =>
            {
                sum += q.Number;
                return default;
            });
        var three = new SemaphoreSlim(0);
        var slow = new Questions(10, async (i, token) =>
        {
            if (i == 5)
            {
                Assert.IsTrue(await three.WaitAsync(ProbeServer.Patience, token));
            }
        });
        int count = 0;
        await foreach (Answer answer in server.Client.Talk(slow).Patiently())
        {
            if (++count == 3)
            {
                three.Release();
            }
        }

        Assert.AreEqual(3, count);
        Assert.AreEqual(45, sum);
    }

    [TestMethod]
    public async Task Consumer_ThatFails_StopsTheProducerAndIsTheCallsStatus()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var stopped = new TaskCompletionSource();
        server.Probe.OnTalk = (questions, call) => ((CallContext)call).FullDuplexAsync(
            context =>
            {
                context.CancellationToken.Register(stopped.SetResult);
                return Probe.CountThenWait(1, context.CancellationToken);
            },
            questions,
            (Question q, CallContext _) => throw new RpcException(new Status(StatusCode.DataLoss, $"bad question {q.Number}")));
        var questions = new Questions(2, (i, token) => i == 0 ? default : Questions.Forever(token));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () => await server.Client.Talk(questions).Patiently().CountAsync());
        Assert.AreEqual("DataLoss: \"bad question 0\"", error.Status.ToString());
        await stopped.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "at once")]
    [DataRow(false, DisplayName = "later")]
    public async Task Producer_ThatFails_StopsTheConsumerAndIsTheCallsStatus(bool atOnce)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var failure = new RpcException(new Status(StatusCode.DataLoss, "no answer"));
        var stopped = new TaskCompletionSource<Exception>();
        server.Probe.OnTalk = (questions, call) => ((CallContext)call).FullDuplexAsync(
            _ => atOnce ? throw failure : Probe.CountTo(3).Select(a => a.Number < 2 ? a : throw failure),
            questions,
            async (IAsyncEnumerable<Question> all, CallContext _) =>
            {
                Exception error = await Assert.ThrowsAsync<Exception>(async () => await all.CountAsync(CancellationToken.None));
                stopped.SetResult(error);
                throw error;
            });
        var questions = new Questions(1, (_, token) => Questions.Forever(token));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () => await server.Client.Talk(questions).Patiently().CountAsync());
        Assert.AreEqual("DataLoss: \"no answer\"", error.Status.ToString());
        Assert.IsInstanceOfType<OperationCanceledException>(await stopped.Task.WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Client_ThatLeavesEarly_StopsBothHalves()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var produced = new TaskCompletionSource();
        var consumed = new TaskCompletionSource();
        server.Probe.OnTalk = (questions, call) => ((CallContext)call).FullDuplexAsync(
            context => Produce(context.CancellationToken),
            questions,
            async (IAsyncEnumerable<Question> all, CallContext _) =>
            {
                try
                {
                    await all.CountAsync(CancellationToken.None);
                }
                finally
                {
                    consumed.SetResult();
                }
            });
        await foreach (Answer answer in server.Client.Talk(new Questions(1, (_, token) => Questions.Forever(token))).Patiently())
        {
            break;
        }

        await produced.Task.WaitAsync(ProbeServer.Patience);
        await consumed.Task.WaitAsync(ProbeServer.Patience);

        async IAsyncEnumerable<Answer> Produce([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return new Answer();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                produced.SetResult();
            }
        }
    }

    [TestMethod]
    [DataRow(true, DisplayName = "one by one")]
    [DataRow(false, DisplayName = "as a stream")]
    public async Task Client_WritesWhileItReads(bool oneByOne)
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
        await talk.AsTask().WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(45, sum);

        async ValueTask WriteAsync(CallContext c)
        {
            ChannelWriter<Question> writer = c.As<ChannelWriter<Question>>()!;
            for (int i = 0; i < 10; i++)
            {
                Assert.IsTrue(await answered.WaitAsync(ProbeServer.Patience, c.CancellationToken));
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
    public async Task Client_WhoseCallFails_StopsItsProducerAndThrowsTheStatus()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnTalk = (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        var requests = Channel.CreateUnbounded<Question>();
        CallContext context = CallContext.Default;
        Task talk = context.FullDuplexAsync(
            c => Questions.Forever(c.CancellationToken),
            server.Client.Talk(requests.Reader.ReadAllAsync(), context),
            (Answer _, CallContext _) => default).AsTask();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => talk.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("PermissionDenied: \"no\"", error.Status.ToString());
    }

    [TestMethod]
    public async Task Client_ThatCancels_IsToldSoByItsToken()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        CallContext context = cancellation.Token;
        Task talk = context.FullDuplexAsync(
            c => Questions.Forever(c.CancellationToken),
            server.Client.Talk(new Questions(2, (i, token) => i == 0 ? default : Questions.Forever(token)), context),
            async (Answer _, CallContext _) => await cancellation.CancelAsync()).AsTask();
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => talk.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
    }

    [TestMethod]
    public async Task ConsumeAndAggregate_SeeEveryMessageInOrder()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var seen = new List<int>();
        server.Probe.OnCollect = async (questions, call) =>
        {
            await ((CallContext)call).ConsumeAsync(questions, (q, c) =>
            {
                Assert.AreSame(call, c.ServerCallContext);
                seen.Add(q.Number);
                return default;
            });
            return new Answer();
        };
        await server.Client.Collect(new Questions(4)).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, seen);

        server.Probe.OnCollect = async (questions, call) => new Answer
        {
            Number = await ((CallContext)call).AggregateAsync(questions, async (value, q, _) =>
            {
                await Task.Yield();
                return value * 10 + q.Number;
            }, 7),
        };
        Assert.AreEqual(70123, (await server.Client.Collect(new Questions(4)).WaitAsync(ProbeServer.Patience)).Number);
    }
}
