using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>What a client's context keeps of its call.</summary>
[TestClass]
public sealed class ResponseMetadataTests
{
    [TestMethod]
    [DataRow("ask")]
    [DataRow("stream")]
    [DataRow("collect")]
    [DataRow("talk")]
    public async Task Context_OfACallThatIsOver_GivesHeadersTrailersAndStatus(string kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, context) => AnswerAsync(context);
        server.Probe.OnCollect = (_, context) => AnswerAsync(context);
        server.Probe.OnStream = (_, context) => Answers(context);
        server.Probe.OnTalk = (_, context) => Answers(context);
        CallContext context = Capturing();
        await CallAsync(server.Client, kind, context).WaitAsync(ProbeServer.Patience);
        Metadata headers = await context.ResponseHeadersAsync().WaitAsync(ProbeServer.Patience);
        Assert.AreEqual("1", headers.GetValue("first"));
        CollectionAssert.AreEqual(new byte[] { 0xAB }, headers.GetValueBytes("trace-bin"));
        Assert.AreEqual("2", context.ResponseTrailers().GetValue("last"));
        Assert.IsNull(context.ResponseTrailers().Get("grpc-status"));
        Assert.AreEqual(Status.DefaultSuccess, context.ResponseStatus());
    }

    [TestMethod]
    [DataRow("ask")]
    [DataRow("stream")]
    [DataRow("collect")]
    [DataRow("talk")]
    public async Task Context_OfACallThatFailed_GivesItsStatus(string kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var failure = new RpcException(new Status(StatusCode.NotFound, "nothing"), new Metadata { { "why", "gone" } });
        server.Probe.OnAsk = (_, _) => throw failure;
        server.Probe.OnCollect = (_, _) => throw failure;
        server.Probe.OnStream = (_, _) => throw failure;
        server.Probe.OnTalk = (_, _) => throw failure;
        CallContext context = Capturing();
        await Assert.ThrowsExactlyAsync<RpcException>(() => CallAsync(server.Client, kind, context).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("NotFound: \"nothing\"", context.ResponseStatus().ToString());
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
            await goOn.Task.WaitAsync(ProbeServer.Patience);
            return new Answer();
        };
        CallContext context = Capturing();
        Task<Answer> call = server.Client.Ask(new Question(), context);
        Assert.AreEqual("1", (await context.ResponseHeadersAsync().WaitAsync(ProbeServer.Patience)).GetValue("first"));
        Assert.ThrowsExactly<InvalidOperationException>(() => context.ResponseStatus());
        goOn.SetResult();
        await call.WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(StatusCode.OK, context.ResponseStatus().StatusCode);
    }

    [TestMethod]
    public async Task Context_OfAStreamThatNobodyEnumerated_SaysToEnumerateFirst()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        CallContext context = Capturing();
        _ = server.Client.Stream(new Question(), context);
        foreach (Action ask in new Action[] { () => context.ResponseHeadersAsync(), () => context.ResponseTrailers(), () => context.ResponseStatus() })
        {
            InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(ask);
            Assert.Contains("enumerate it first", error.Message);
        }
    }

    [TestMethod]
    public async Task Context_WithoutTheFlag_NamesIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        CallContext context = default(CallOptions);
        await server.Client.Ask(new Question(), context).WaitAsync(ProbeServer.Patience);
        Assert.Contains("CaptureMetadata", Assert.ThrowsExactly<InvalidOperationException>(() => context.ResponseHeadersAsync()).Message);
    }

    [TestMethod]
    public async Task Context_OfAStreamLeftEarly_IsCancelled()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(1, context.CancellationToken);
        CallContext context = Capturing();
        await foreach (Answer answer in server.Client.Stream(new Question(), context).Patiently())
        {
            break;
        }

        Assert.AreEqual(StatusCode.Cancelled, context.ResponseStatus().StatusCode);
    }

    private static CallContext Capturing() => new(default, CallContextFlags.CaptureMetadata);

    private static async Task CallAsync(IProbe client, string kind, CallContext context)
    {
        switch (kind)
        {
            case "ask":
                await client.Ask(new Question(), context);
                break;
            case "collect":
                await client.Collect(new Questions(2), context);
                break;
            case "stream":
                await client.Stream(new Question(), context).Patiently().CountAsync();
                break;
            default:
                await client.Talk(new Questions(2), context).Patiently().CountAsync();
                break;
        }
    }

    private static async Task<Answer> AnswerAsync(ServerCallContext context)
    {
        context.ResponseTrailers.Add("last", "2");
        await context.WriteResponseHeadersAsync(new Metadata { { "first", "1" }, { "trace-bin", [0xAB] } });
        return new Answer();
    }

    private static async IAsyncEnumerable<Answer> Answers(ServerCallContext context)
    {
        yield return await AnswerAsync(context);
    }
}
