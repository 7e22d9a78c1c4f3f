using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>Enumerators of responses that are not used as <c>await foreach</c> uses them.</summary>
[TestClass]
public sealed class EnumerationTests
{
    [TestMethod]
    [DataRow(0, DisplayName = "while the call starts")]
    [DataRow(1, DisplayName = "while a message is waited for")]
    public async Task Move_BeforeTheLastHasEnded_IsRefusedAndChangesNothing(int messages)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var goOn = new TaskCompletionSource();
        server.Probe.OnStream = (_, _) => Probe.CountTo(messages).Concat(OneAfterAsync(goOn.Task));
        await using IAsyncEnumerator<Answer> answers = server.Client.Stream(new Question()).GetAsyncEnumerator();
        for (int i = 0; i < messages; i++)
        {
            Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        }

        Task<bool> move = answers.MoveNextAsync().AsTask();
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.Contains("/test.Probe/Stream", error.Message);
        goOn.SetResult();
        Assert.IsTrue(await move.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(-1, answers.Current.Number);
        Assert.IsFalse(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    [DataRow(0, false, DisplayName = "while the call starts")]
    [DataRow(1, false, DisplayName = "while a message is waited for")]
    [DataRow(1, true, DisplayName = "behind an interceptor")]
    public async Task Disposal_InTheMiddleOfAMove_EndsTheMoveAndTheCall(int messages, bool intercepted)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var began = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            began.SetResult();
            return Probe.CountThenWait(messages, context.CancellationToken);
        };
        IProbe client = intercepted ? server.Channel.Intercept(headers => headers).CreateGrpcService<IProbe>() : server.Client;
        IAsyncEnumerator<Answer> answers = client.Stream(new Question()).GetAsyncEnumerator();
        for (int i = 0; i < messages; i++)
        {
            Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        }

        Task<bool> move = answers.MoveNextAsync().AsTask();
        await began.Task.WaitAsync(ProbeServer.Patience);
        await answers.DisposeAsync().AsTask().WaitAsync(ProbeServer.Patience);
        await Assert.ThrowsAsync<OperationCanceledException>(() => move.WaitAsync(ProbeServer.Patience));
        await ended.Task.WaitAsync(ProbeServer.Patience);
        Assert.IsFalse(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
    }

    private static async IAsyncEnumerable<Answer> OneAfterAsync(Task goOn)
    {
        await goOn;
        yield return new Answer { Number = -1 };
    }
}
