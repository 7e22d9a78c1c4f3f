namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class CancellationTests
{
    [TestMethod]
    public async Task Token_CancelledBeforeTheCall_IsThrown()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var token = new CancellationToken(canceled: true);
        OperationCanceledException error =
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Ask(new Question(), token).Patiently());
        Assert.AreEqual(token, error.CancellationToken);
    }

    [TestMethod]
    public async Task Token_CancelledDuringAUnaryCall_EndsBothSides()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        server.Probe.OnAsk = async (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            await cancellation.CancelAsync();
            await Questions.Forever(context.CancellationToken);
            return new Answer();
        };
        await AssertCancelledAsync(() => server.Client.Ask(new Question(), cancellation.Token));
        await ended.Task.Patiently();
    }

    [TestMethod]
    [DataRow(false, DisplayName = "by the call's token")]
    [DataRow(true, DisplayName = "by the enumeration's token")]
    public async Task Token_CancelledDuringAStream_EndsBothSides(bool ofTheEnumeration)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return Probe.CountThenWait(2, context.CancellationToken);
        };
        IAsyncEnumerable<Answer> stream = server.Client.Stream(new Question(), ofTheEnumeration ? default : cancellation.Token);
        int count = 0;
        await AssertCancelledAsync(async () =>
        {
            await foreach (Answer answer in stream.Patiently(ofTheEnumeration ? cancellation.Token : default))
            {
                if (++count == 2)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.AreEqual(2, count);
        await ended.Task.Patiently();
    }

    [TestMethod]
    public async Task Token_CancelledWithMessagesBuffered_EndsTheStreamAtOnce()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        int count = 0;
        await AssertCancelledAsync(async () =>
        {
            await foreach (Answer answer in server.Client.Stream(new Question { Number = 100_000 }, cancellation.Token).Patiently())
            {
                if (++count == 10)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.AreEqual(10, count);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "while the producer waits")]
    [DataRow(false, DisplayName = "while the producer runs")]
    public async Task Stream_LeftEarly_IsCancelledOnTheServer(bool waiting)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var ended = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return waiting ? Probe.CountThenWait(2, context.CancellationToken) : Probe.CountTo(int.MaxValue);
        };
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            break;
        }

        await ended.Task.Patiently();
    }

    [TestMethod]
    public async Task Stream_OfACallThatIsCancelled_DisposesItsProducer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var disposed = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) => Produce(context);
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            break;
        }

        await disposed.Task.Patiently();

        async IAsyncEnumerable<Answer> Produce(ServerCallContext context)
        {
            try
            {
                yield return new Answer();
                await Questions.Forever(context.CancellationToken);
            }
            finally
            {
                disposed.SetResult();
            }
        }
    }

    private static async Task AssertCancelledAsync(Func<Task> call)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().Patiently());
        Assert.AreEqual(StatusCode.Cancelled, error.StatusCode, error.ToString());
    }
}
