using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>A server that ends a call while requests are still being sent: its status wins, and the sender stops quietly.</summary>
[TestClass]
public sealed class EarlyEndTests
{
    public static IEnumerable<Func<int, CancellationToken, ValueTask>[]> Producers =>
    [
        [(_, _) => default],
        [(i, token) => i < 5 ? default : Questions.Forever(token)],
    ];

    [TestMethod]
    [DynamicData(nameof(Producers))]
    public async Task Response_BeforeTheLastRequest_IsTaken(Func<int, CancellationToken, ValueTask> before)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.Take(5).Select(q => q.Number).SumAsync() };
        var questions = new Questions(int.MaxValue, before);
        Assert.AreEqual(10, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Producers))]
    public async Task Status_BeforeTheLastRequest_IsTheCalls(Func<int, CancellationToken, ValueTask> before)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var refusal = new RpcException(new Status(StatusCode.FailedPrecondition, "enough"), new Metadata { { "why", "full" } });
        server.Probe.OnCollect = async (questions, _) =>
        {
            await questions.FirstAsync();
            throw refusal;
        };
        server.Probe.OnTalk = (questions, _) => questions.Take(1).Select<Question, Answer>(_ => throw refusal);
        foreach (Func<Questions, Task> call in new Func<Questions, Task>[]
        {
            q => server.Client.Collect(q),
            async q => await server.Client.Talk(q).Patiently().CountAsync(),
        })
        {
            var questions = new Questions(int.MaxValue, before);
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call(questions).WaitAsync(ProbeServer.Patience));
            Assert.AreEqual("FailedPrecondition: \"enough\"", error.Status.ToString());
            Assert.AreEqual("full", error.Trailers.GetValue("why"));
            await questions.WaitUntilDisposedAsync();
        }
    }

    [TestMethod]
    public async Task Status_BeforeAnyRequest_IsTheCalls()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var questions = new Questions(1, (_, token) => Questions.Forever(token));
        server.Probe.OnCollect = async (_, _) =>
        {
            await questions.Begun;
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        };
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Collect(questions).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.PermissionDenied, error.StatusCode);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Producer_ThatIgnoresItsToken_KeepsNobodyAndIsDisposedInTheEnd()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var release = new TaskCompletionSource();
        var questions = new Questions(1, async (_, _) => await release.Task);
        server.Probe.OnCollect = async (_, _) =>
        {
            await questions.Begun;
            return new Answer { Number = 3 };
        };
        Assert.AreEqual(3, (await server.Client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
        release.SetResult();
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task ManyEarlyEnds_OnOneConnection_LeaveItUsable()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = (await questions.FirstAsync()).Number };
        byte[] payload = new byte[10_000];
        SocketsHttpHandler handler = GrpcHttpHandler.CreateDefault();
        handler.EnableMultipleHttp2Connections = false;
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        IProbe client = channel.CreateGrpcService<IProbe>();

        // Kestrel takes 100 streams at a time: those that the client still held open would be missed here. No more than
        // 150, since it remembers those that it reset itself for some seconds, and takes 200 of them for an attack.
        for (int i = 0; i < 150; i++)
        {
            var questions = new Questions(int.MaxValue, make: n => new Question { Number = 9, Payload = payload });
            Assert.AreEqual(9, (await client.Collect(questions).WaitAsync(ProbeServer.Patience)).Number);
        }

        Assert.AreEqual(1, (await client.Ask(new Question { Number = 1 }).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Producer_ThatFailsAfterTheEnd_IsNoUnobservedException()
    {
        const string Mark = "only the producer's business";
        var unobserved = new List<string>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) =>
        {
            lock (unobserved)
            {
                unobserved.Add(e.Exception.ToString());
            }
        };
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await using (ProbeServer server = await ProbeServer.StartAsync())
            {
                for (int i = 0; i < 20; i++)
                {
                    var questions = new Questions(1, async (_, token) =>
                    {
                        await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        throw new InvalidOperationException(Mark);
                    });
                    server.Probe.OnCollect = async (_, _) =>
                    {
                        await questions.Begun;
                        throw new RpcException(new Status(StatusCode.Aborted, "no"));
                    };
                    RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Collect(questions).WaitAsync(ProbeServer.Patience));
                    Assert.AreEqual(StatusCode.Aborted, error.StatusCode);
                    await questions.WaitUntilDisposedAsync();
                }
            }

            // The control: this one is nobody's, so that the list is known to work.
            Abandon();
            for (int i = 0; i < 100 && !Contains("the control"); i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Yield();
            }

            Assert.IsTrue(Contains("the control"));
            Assert.IsFalse(Contains(Mark));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        bool Contains(string text)
        {
            lock (unobserved)
            {
                return unobserved.Exists(e => e.Contains(text, StringComparison.Ordinal));
            }
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Abandon() => Task.FromException(new InvalidOperationException("the control"));
    }
}
