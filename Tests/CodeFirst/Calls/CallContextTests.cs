namespace Tests.CodeFirst.Calls;

/// <summary>What a client's context keeps of its call, and what a server's gives.</summary>
[TestClass]
public sealed class CallContextTests
{
    private static CallContext Capturing => new(default, CallContextFlags.CaptureMetadata);

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Context_OfACallThatIsOver_GivesHeadersTrailersAndStatus(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnEveryCall = call =>
        {
            call.ResponseTrailers.Add("last", "2");
            call.WriteResponseHeadersAsync(new Metadata { { "first", "1" }, { "trace-bin", [0xAB] } }).Wait(Waiting.Patience);
        };
        CallContext context = Capturing;
        await server.Client.CallAsync(kind, 2, context);
        Metadata headers = await context.ResponseHeadersAsync().Patiently();
        Assert.AreEqual("1", headers.GetValue("first"));
        CollectionAssert.AreEqual(new byte[] { 0xAB }, headers.GetValueBytes("trace-bin"));
        Assert.AreEqual("2", context.ResponseTrailers().GetValue("last"));
        Assert.IsNull(context.ResponseTrailers().Get("grpc-status"));
        Assert.AreEqual(StatusCode.OK, context.ResponseStatus().StatusCode);
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Context_OfACallThatFailed_GivesItsStatus(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnEveryCall =
            _ => throw new RpcException(new Status(StatusCode.NotFound, "nothing"), new Metadata { { "why", "gone" } });
        CallContext context = Capturing;
        await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.CallAsync(kind, 0, context));
        Assert.AreEqual((StatusCode.NotFound, "nothing"), (context.ResponseStatus().StatusCode, context.ResponseStatus().Detail));
        Assert.AreEqual("gone", context.ResponseTrailers().GetValue("why"));
    }

    [TestMethod]
    public async Task Headers_OfACallUnderWay_ComeBeforeItsMessages()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var goOn = new TaskCompletionSource();
        server.Probe.OnAsk = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "first", "1" } });
            await goOn.Task.Patiently();
            return new Answer();
        };
        CallContext context = Capturing;
        Task<Answer> call = server.Client.Ask(new Question(), context);
        Assert.AreEqual("1", (await context.ResponseHeadersAsync().Patiently()).GetValue("first"));
        Assert.IsFalse(call.IsCompleted);
        goOn.SetResult();
        await call.Patiently();
    }

    [TestMethod]
    public async Task Headers_OfAStreamWithoutMessages_ComeWhileItIsSilent()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var goOn = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) => Answers(context);
        CallContext context = Capturing;
        Task<int> counting = server.Client.Stream(new Question(), context).Patiently().CountAsync().AsTask();
        Assert.AreEqual("1", (await context.ResponseHeadersAsync().Patiently()).GetValue("first"));
        goOn.SetResult();
        Assert.AreEqual(1, await counting.Patiently());

        async IAsyncEnumerable<Answer> Answers(ServerCallContext call)
        {
            await call.WriteResponseHeadersAsync(new Metadata { { "first", "1" } });
            await goOn.Task.Patiently();
            yield return new Answer();
        }
    }

    [TestMethod]
    public async Task Trailers_AddedBetweenMessages_AreThere()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, context) => Answers(context);
        CallContext context = Capturing;
        Assert.AreEqual(2, await server.Client.Stream(new Question(), context).Patiently().CountAsync());
        Assert.AreEqual("b", context.ResponseTrailers().GetValue("a"));

        static async IAsyncEnumerable<Answer> Answers(ServerCallContext call)
        {
            yield return new Answer();
            await Task.Yield();
            call.ResponseTrailers.Add("a", "b");
            yield return new Answer();
        }
    }

    [TestMethod]
    public async Task Context_WithoutTheFlag_NamesIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        CallContext context = default(CallOptions);
        await server.Client.Ask(new Question(), context).Patiently();
        Assert.Contains("CaptureMetadata",
            (await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => context.ResponseHeadersAsync().AsTask())).Message);
    }

    [TestMethod]
    [DataRow("Note", "a", DisplayName = "an upper-case key")]
    [DataRow("0-9_a.z", "a", DisplayName = "every kind of character a key can have")]
    [DataRow("note", "%41", DisplayName = "what looks like an escape")]
    public async Task Entry_OfText_GoesBothWays(string key, string value)
    {
        foreach (Metadata received in await ExchangeAsync(new Metadata { { key, value } }))
        {
            Metadata.Entry entry = received.GetAll(key).Single();
            Assert.AreEqual((key.ToLowerInvariant(), value), (entry.Key, entry.Value));
        }
    }

    [TestMethod]
    public async Task Entry_OfBytes_GoesBothWays()
    {
        foreach (Metadata received in await ExchangeAsync(new Metadata { { "trace-bin", [0, 1, 0xFF] } }))
        {
            CollectionAssert.AreEqual(new byte[] { 0, 1, 0xFF }, received.GetAll("trace-bin").Single().ValueBytes);
        }
    }

    /// <summary>Sends metadata, has it sent back as headers and as trailers, and gives what came each time.</summary>
    private static async Task<Metadata[]> ExchangeAsync(Metadata sent)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Metadata? request = null;
        server.Probe.OnAsk = async (question, call) =>
        {
            request = call.RequestHeaders;
            await call.WriteResponseHeadersAsync(sent);
            foreach (Metadata.Entry entry in sent)
            {
                call.ResponseTrailers.Add(entry);
            }

            return new Answer { Number = question.Number };
        };
        var context = new CallContext(new CallOptions(sent), CallContextFlags.CaptureMetadata);
        Assert.AreEqual(5, (await server.Client.Ask(new Question { Number = 5 }, context).Patiently()).Number);
        return [request!, await context.ResponseHeadersAsync().Patiently(), context.ResponseTrailers()];
    }
}
