using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class CancellationTests
{
    [TestMethod]
    public async Task Token_CancelledBeforeTheCall_IsThrownWithoutACall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var token = new CancellationToken(canceled: true);
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Ask(new Question(), token).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(token, error.CancellationToken);
        Assert.AreEqual(0, server.Probe.Calls);
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
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Answer();
        };
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Ask(new Question(), cancellation.Token).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        await ended.Task.WaitAsync(ProbeServer.Patience);
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
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Answer answer in stream.Patiently(ofTheEnumeration ? cancellation.Token : default))
            {
                if (++count == 2)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        Assert.AreEqual(2, count);
        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Token_CancelledWhileAHandlerBlocksOnTheHttpRequest_IsNoErrorOfTheServers()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        server.Probe.OnAsk = (_, context) =>
        {
            CancellationToken aborted = context.GetHttpContext().RequestAborted;
            cancellation.Cancel();
            Assert.IsTrue(aborted.WaitHandle.WaitOne(ProbeServer.Patience));
            throw new OperationCanceledException(aborted);
        };
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Ask(new Question(), cancellation.Token).WaitAsync(ProbeServer.Patience));
        await server.Log.WaitForAsync("CallEnded");
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

        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Token_CancelledWithMessagesBuffered_EndsTheStreamAtOnce()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        int count = 0;
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
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
    public async Task Callback_ThatThrowsOnTheToken_IsLoggedAndEndsNothingElse()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Log.Expect("CancellationCallbackFailed");
        using var cancellation = new CancellationTokenSource();
        server.Probe.OnAsk = async (_, context) =>
        {
            context.CancellationToken.Register(() => throw new InvalidOperationException("a bug"));
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Answer();
        };
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Ask(new Question(), cancellation.Token).WaitAsync(ProbeServer.Patience));
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer());
        await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
    }
}
