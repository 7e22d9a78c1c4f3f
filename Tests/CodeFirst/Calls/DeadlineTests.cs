namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class DeadlineTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [TestMethod]
    public async Task Deadline_PassedAlready_FailsWithoutACall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        await AssertExceededAsync(() => server.Client.Ask(new Question(), In(TimeSpan.Zero)));
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Deadline_OfACall_EndsBothSides(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var ended = new TaskCompletionSource();
        server.Probe.OnAsk = (_, context) => WaitAsync(context);
        server.Probe.OnStream = (_, context) => Wait(context);
        server.Probe.OnCollect = (_, context) => WaitAsync(context);
        server.Probe.OnTalk = (_, context) => Wait(context);
        var none = new Questions(0);
        await AssertExceededAsync(() => kind switch
        {
            CallKind.Unary => server.Client.Ask(new Question(), In(Soon)),
            CallKind.ServerStreaming => server.Client.Stream(new Question(), In(Soon)).Patiently().CountAsync().AsTask(),
            CallKind.ClientStreaming => server.Client.Collect(none, In(Soon)),
            _ => server.Client.Talk(none, In(Soon)).Patiently().CountAsync().AsTask(),
        });
        if (server.Probe.Calls > 0)
        {
            await ended.Task.Patiently();
        }

        async Task<Answer> WaitAsync(ServerCallContext context)
        {
            try
            {
                await Questions.Forever(context.CancellationToken);
                return new Answer();
            }
            finally
            {
                ended.TrySetResult();
            }
        }

        async IAsyncEnumerable<Answer> Wait(ServerCallContext context)
        {
            yield return await WaitAsync(context);
        }
    }

    [TestMethod]
    public async Task Deadline_OfAStream_ComesAfterWhatCameBefore()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(3, context.CancellationToken);
        var received = new List<int>();
        await AssertExceededAsync(async () =>
        {
            // Long enough for three messages on a busy machine.
            await foreach (Answer answer in server.Client.Stream(new Question(), In(3 * Soon)).Patiently())
            {
                received.Add(answer.Number);
            }
        });
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, received);
    }

    [TestMethod]
    [DataRow(ProbePath.Ask)]
    [DataRow(ProbePath.Stream)]
    public async Task Deadline_ThatOnlyTheServerKeeps_IsToldInTheStatus(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (_, context) =>
        {
            await Questions.Forever(context.CancellationToken);
            return new Answer();
        };
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(1, context.CancellationToken);
        RawEnd response = await RawConnection.CallAsync(server.Address, path, [0, 0, 0, 0, 0], ("grpc-timeout", "500m"));
        Assert.AreEqual("4", response.Status);
    }

    [TestMethod]
    [DataRow(ProbePath.Ask)]
    [DataRow(ProbePath.Stream)]
    public async Task Deadline_WithAHandlerThatDoesNotStop_IsToldAtOnce(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var stop = new TaskCompletionSource();
        bool disposedWhileMoving = false;
        server.Probe.OnAsk = async (_, _) =>
        {
            await stop.Task;
            return new Answer();
        };
        server.Probe.OnStream = (_, _) => Deaf();
        RawEnd response = await RawConnection.CallAsync(server.Address, path, [0, 0, 0, 0, 0], ("grpc-timeout", "500m"));
        Assert.AreEqual("4", response.Status);
        Assert.IsFalse(disposedWhileMoving);
        stop.SetResult();

        async IAsyncEnumerable<Answer> Deaf()
        {
            bool moving = true;
            try
            {
                yield return new Answer();
                await stop.Task;
                moving = false;
                yield return new Answer();
            }
            finally
            {
                disposedWhileMoving |= moving;
            }
        }
    }

    [TestMethod]
    public async Task Deadline_WithAProducerThatNeverWaits_EndsIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, _) => Probe.CountTo(int.MaxValue);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(
            async () => await server.Client.Stream(new Question(), In(Soon)).Patiently().CountAsync().AsTask().Patiently());

        // grpc-dotnet's deadline aborts the stream, and a read that is under way can find it aborted before the call has its status.
        bool isAbortedRead = error.StatusCode == StatusCode.Unavailable
            && error.Status.Detail.Contains("The request was aborted", StringComparison.Ordinal);
        Assert.IsTrue(error.StatusCode == StatusCode.DeadlineExceeded || isAbortedRead, error.ToString());
    }

    [TestMethod]
    public async Task Deadline_SeenByTheHandler_IsTheClients()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        DateTime seen = default;
        server.Probe.OnAsk = (_, context) =>
        {
            seen = context.Deadline;
            return Task.FromResult(new Answer());
        };
        DateTime deadline = DateTime.UtcNow.AddHours(1);
        await server.Client.Ask(new Question(), new CallOptions(deadline: deadline)).Patiently();
        Assert.IsLessThan(Waiting.Patience, (seen - deadline).Duration());
        await server.Client.Ask(new Question()).Patiently();
        Assert.AreEqual(DateTime.MaxValue, seen);
    }

    private static CallContext In(TimeSpan time) => new CallOptions(deadline: DateTime.UtcNow + time);

    private static async Task AssertExceededAsync(Func<Task> call)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().Patiently());
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode, error.ToString());
    }
}
