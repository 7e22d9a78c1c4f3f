namespace Tests.CodeFirst.Calls;

/// <summary>A server that ends a call while requests are still being sent.</summary>
[TestClass]
public sealed class EarlyEndTests
{
    private static CallContext IgnoringTheEnd => new(default, CallContextFlags.IgnoreStreamTermination);

    [TestMethod]
    public async Task Response_BeforeTheLastRequest_IsTakenByWhoSaysSo()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.Take(5).Select(q => q.Number).SumAsync() };
        var questions = new Questions(int.MaxValue);
        Assert.AreEqual(10, (await server.Client.Collect(questions, IgnoringTheEnd).Patiently()).Number);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Response_BeforeTheLastRequest_IsAnErrorThatNamesTheFlag()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.Take(5).Select(q => q.Number).SumAsync() };
        var questions = new Questions(int.MaxValue);
        Exception error = await Assert.ThrowsAsync<Exception>(() => server.Client.Collect(questions).Patiently());
        Assert.Contains(nameof(CallContextFlags.IgnoreStreamTermination), error.Message);
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Status_BeforeTheLastRequest_IsTheCalls(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var refusal = new RpcException(new Status(StatusCode.FailedPrecondition, "enough"), new Metadata { { "why", "full" } });
        server.Probe.OnCollect = async (questions, _) =>
        {
            await questions.FirstAsync();
            throw refusal;
        };
        server.Probe.OnTalk = (questions, _) => questions.Take(1).Select<Question, Answer>(_ => throw refusal);
        var questions = new Questions(int.MaxValue);
        Task call = kind == CallKind.Duplex
            ? server.Client.Talk(questions, IgnoringTheEnd).Patiently().CountAsync().AsTask()
            : server.Client.Collect(questions, IgnoringTheEnd);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call.Patiently());
        Assert.AreEqual((StatusCode.FailedPrecondition, "enough"), (error.StatusCode, error.Status.Detail));
        Assert.AreEqual("full", error.Trailers.GetValue("why"));
        await questions.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Status_OfATalkWhoseRequestsWait_EndsIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var questions = new Questions(1, (_, token) => Questions.Forever(token));
        server.Probe.OnTalk = (_, _) => Refuse();
        RpcException error =
            await Assert.ThrowsExactlyAsync<RpcException>(async () => await server.Client.Talk(questions).Patiently().CountAsync());
        Assert.AreEqual(StatusCode.PermissionDenied, error.StatusCode);
        await questions.WaitUntilDisposedAsync();

        async IAsyncEnumerable<Answer> Refuse()
        {
            await questions.Begun;
            yield return questions.Yielded == 0 ? throw new RpcException(new Status(StatusCode.PermissionDenied, "no")) : new Answer();
        }
    }

    [TestMethod]
    public async Task ManyEarlyEnds_OnOneConnection_LeaveItUsable()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        // Now and then the handler sees no message at all, with plain protobuf-net.Grpc too.
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = (await questions.FirstOrDefaultAsync())?.Number ?? 9 };
        byte[] payload = new byte[10_000];

        // Kestrel takes 100 streams at a time: those that the client still held open would be missed here. Hardly more than that, since it
        // remembers those that it reset itself for some seconds and takes many of them for an attack: 150 were now and then too many.
        for (int i = 0; i < 110; i++)
        {
            var questions = new Questions(int.MaxValue, make: n => new Question { Number = 9, Payload = payload });
            Assert.AreEqual(9, (await server.Client.Collect(questions, IgnoringTheEnd).Patiently()).Number);
        }

        Assert.AreEqual(1, (await server.Client.Ask(new Question { Number = 1 }).Patiently()).Number);
    }
}
