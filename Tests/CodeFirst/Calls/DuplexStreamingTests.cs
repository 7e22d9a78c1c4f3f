namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class DuplexStreamingTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(20_000)]
    public async Task Talk_WithoutWaits_AnswersAllInOrder(int count)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var questions = new Questions(count);
        int next = 0;
        await foreach (Answer answer in server.Client.Talk(questions).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
        }

        Assert.AreEqual(count, next);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Talk_QuestionByQuestion_HoldsNothingBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var answered = new SemaphoreSlim(1);
        var questions = new Questions(100, async (_, token) => Assert.IsTrue(await answered.WaitAsync(Waiting.Patience, token)));
        int next = 0;
        await foreach (Answer answer in server.Client.Talk(questions).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
            answered.Release();
        }

        Assert.AreEqual(100, next);
    }

    [TestMethod]
    public async Task Talk_ThatTheServerBegins_DoesNotWaitForTheFirstRequest()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnTalk = (questions, _) => questions.Select(q => new Answer { Number = q.Number }).Prepend(new Answer { Number = -1 });
        using var answered = new SemaphoreSlim(0);
        var questions = new Questions(1, async (_, token) => Assert.IsTrue(await answered.WaitAsync(Waiting.Patience, token)));
        var numbers = new List<int>();
        await foreach (Answer answer in server.Client.Talk(questions).Patiently())
        {
            numbers.Add(answer.Number);
            answered.Release();
        }

        CollectionAssert.AreEqual(new[] { -1, 0 }, numbers);
    }

    [TestMethod]
    public async Task Talk_LargeBothWays_DoesNotLockUp()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        byte[] payload = new byte[100_000];
        int next = 0;
        var questions = new Questions(300, make: i => new Question { Number = i, Payload = payload });
        await foreach (Answer answer in server.Client.Talk(questions).Patiently())
        {
            Assert.AreEqual(next++, answer.Number);
            Assert.HasCount(payload.Length, answer.Payload);
        }

        Assert.AreEqual(300, next);
    }

    [TestMethod]
    public async Task Talk_LeftEarly_EndsTheCallOnBothSides()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var ended = new TaskCompletionSource();
        server.Probe.OnTalk = (questions, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return questions.Select(q => new Answer { Number = q.Number });
        };
        var questions = new Questions(2, (i, token) => i == 0 ? default : Questions.Forever(token));
        await foreach (Answer answer in server.Client.Talk(questions).Patiently())
        {
            break;
        }

        await ended.Task.Patiently();
        await questions.WaitUntilDisposedAsync();
        Assert.AreEqual(1, questions.Yielded);
    }

    [TestMethod]
    public async Task Talk_WhoseHandlerReadsAside_WorksBothWaysAtOnce()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnTalk = (questions, _) => Aside(questions);
        int count = await server.Client.Talk(new Questions(10_000)).Patiently().CountAsync();
        Assert.AreEqual(1001, count);

        static async IAsyncEnumerable<Answer> Aside(IAsyncEnumerable<Question> questions)
        {
            Task<int> reading = Task.Run(async () => await questions.CountAsync());
            for (int i = 0; i < 1000; i++)
            {
                yield return new Answer { Number = i };
                await Task.Yield();
            }

            Assert.AreEqual(10_000, await reading.Patiently());
            yield return new Answer();
        }
    }

    [TestMethod]
    public async Task Deadline_OfATalk_EndsBothSides()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var questions = new Questions(2, (i, token) => i == 0 ? default : Questions.Forever(token));
        int count = 0;
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            var options = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2));
            await foreach (Answer answer in server.Client.Talk(questions, options).Patiently())
            {
                count++;
            }
        });
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.AreEqual(1, count);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Token_CancelledDuringATalk_EndsBothSides()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        server.Probe.OnTalk = (questions, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return questions.Select(q => new Answer { Number = q.Number });
        };
        var questions = new Questions(2, (i, token) => i == 0 ? default : Questions.Forever(token));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer answer in server.Client.Talk(questions, cancellation.Token).Patiently())
            {
                await cancellation.CancelAsync();
            }
        });
        Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
        await ended.Task.Patiently();
        await questions.WaitUntilDisposedAsync();
    }
}
