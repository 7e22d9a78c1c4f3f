using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>Calls that a server makes to answer one of its own.</summary>
[TestClass]
public sealed class PropagationTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Deadline_OfTheServersCall_IsThatOfTheCallItMakes(bool asked)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        DateTime inner = default;
        server.Probe.OnAsk = async (question, context) =>
        {
            if (question.Number == 0)
            {
                inner = context.Deadline;
                return new Answer();
            }

            CallOptions options = default;
            return await server.Client.Ask(new Question(), asked ? options.WithPropagation(context) : options);
        };
        DateTime deadline = DateTime.UtcNow.AddHours(1);
        await server.Client.Ask(new Question { Number = 1 }, new CallOptions(Deadline: deadline)).WaitAsync(ProbeServer.Patience);
        if (asked)
        {
            Assert.IsLessThan(TimeSpan.FromSeconds(30), (inner - deadline).Duration());
        }
        else
        {
            Assert.AreEqual(DateTime.MaxValue, inner);
        }
    }

    [TestMethod]
    public async Task Deadline_OfItsOwn_CountsIfItIsEarlier()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        DateTime inner = default;
        DateTime own = DateTime.UtcNow.AddMinutes(10);
        server.Probe.OnAsk = async (question, context) =>
        {
            if (question.Number == 0)
            {
                inner = context.Deadline;
                return new Answer();
            }

            return await server.Client.Ask(new Question(), new CallOptions(Deadline: own).WithPropagation(context));
        };
        await server.Client.Ask(new Question { Number = 1 }, new CallOptions(Deadline: DateTime.UtcNow.AddHours(1))).WaitAsync(ProbeServer.Patience);
        Assert.IsLessThan(TimeSpan.FromSeconds(30), (inner - own).Duration());
    }

    [TestMethod]
    public async Task Deadline_OfTheServersCall_IsWhatTheCallItMakesEndsWith()
    {
        // Two timers run out at the same time, and either may be the first.
        for (int round = 0; round < 10; round++)
        {
            await using ProbeServer server = await ProbeServer.StartAsync();
            var inner = new TaskCompletionSource<Exception>();
            server.Probe.OnAsk = async (question, context) =>
            {
                if (question.Number == 0)
                {
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                }

                Task<Answer> call = server.Client.Ask(new Question(), default(CallOptions).WithPropagation(context));
                inner.SetResult(await Assert.ThrowsAsync<Exception>(() => call));
                return await call;
            };

            // A client that gives its server a time and has none itself, since it would cancel the call.
            using var outer = new RawCall(server.Address) { Timeout = "50m" };
            await outer.SendAsync([0, 0, 0, 0, 2, 0x08, 1]).WaitAsync(ProbeServer.Patience);
            Assert.AreEqual(StatusCode.DeadlineExceeded, Assert.IsInstanceOfType<RpcException>(await inner.Task.WaitAsync(ProbeServer.Patience)).StatusCode);
        }
    }

    [TestMethod]
    public async Task Cancellation_OfTheServersCall_EndsTheCallItMakes()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var innerEnded = new TaskCompletionSource();
        server.Probe.OnAsk = async (question, context) =>
        {
            if (question.Number == 0)
            {
                context.CancellationToken.Register(innerEnded.SetResult);
                await cancellation.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }

            return await server.Client.Ask(new Question(), default(CallOptions).WithPropagation(context));
        };
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Ask(new Question { Number = 1 }, cancellation.Token).WaitAsync(ProbeServer.Patience));
        await innerEnded.Task.WaitAsync(ProbeServer.Patience);
    }
}
