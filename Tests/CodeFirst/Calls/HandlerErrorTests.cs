using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class HandlerErrorTests
{
    [TestMethod]
    public async Task RpcException_ThrownByAHandler_ArrivesWithTextAndTrailers()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        const string Text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
        server.Probe.OnAsk = (_, context) =>
        {
            context.ResponseTrailers.Add("from-context", "1");
            throw new RpcException(new Status(StatusCode.OutOfRange, Text), new Metadata { { "from-exception-bin", [1, 2] } });
        };
        RpcException error = await FailAsync(server.Client);
        Assert.AreEqual(StatusCode.OutOfRange, error.StatusCode);
        Assert.AreEqual(Text, error.Status.Detail);
        Assert.AreEqual("1", error.Trailers.GetValue("from-context"));
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, error.Trailers.GetValueBytes("from-exception-bin"));
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    public async Task RpcException_WithOk_IsTheServersMistakeAndNoSuccess(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Log.Expect("HandlerFailed");
        server.Probe.OnAsk = (_, _) => throw new RpcException(Status.DefaultSuccess);
        server.Probe.OnStream = (_, _) => throw new RpcException(Status.DefaultSuccess);
        Task call = kind == CallKind.Unary ? server.Client.Ask(new Question()) : server.Client.Stream(new Question()).Patiently().CountAsync().AsTask();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.Unknown, error.StatusCode);
    }

    [TestMethod]
    [DataRow(CallKind.Unary, "instead of a task")]
    [DataRow(CallKind.ClientStreaming, "instead of a task")]
    [DataRow(CallKind.ServerStreaming, "instead of a stream")]
    [DataRow(CallKind.Duplex, "instead of a stream")]
    public async Task Null_ReturnedByAHandler_IsNamed(CallKind kind, string expected)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(grpc => grpc.EnableDetailedErrors = true);
        server.Log.Expect("HandlerFailed");
        server.Probe.OnAsk = (_, _) => null!;
        server.Probe.OnCollect = (_, _) => null!;
        server.Probe.OnStream = (_, _) => null!;
        server.Probe.OnTalk = (_, _) => null!;
        Task call = kind switch
        {
            CallKind.Unary => server.Client.Ask(new Question()),
            CallKind.ClientStreaming => server.Client.Collect(new Questions(1)),
            CallKind.ServerStreaming => server.Client.Stream(new Question()).CountAsync().AsTask(),
            _ => server.Client.Talk(new Questions(1)).CountAsync().AsTask(),
        };
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call.WaitAsync(ProbeServer.Patience));
        Assert.Contains(expected, error.Status.Detail);
    }

    [TestMethod]
    public async Task Null_AmongTheResponses_IsNamedAfterThoseBeforeIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(grpc => grpc.EnableDetailedErrors = true);
        server.Log.Expect("HandlerFailed");
        server.Probe.OnStream = (_, _) => Probe.CountTo(1).Append(null!);
        await using IAsyncEnumerator<Answer> answers = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => answers.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.Contains("/test.Probe/Stream", error.Status.Detail);
    }

    [TestMethod]
    public async Task RpcException_AfterMessages_ArrivesAfterThem()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, _) => Failing();
        var received = new List<int>();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
            {
                received.Add(answer.Number);
            }
        });
        Assert.AreEqual(StatusCode.DataLoss, error.StatusCode);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, received);

        static async IAsyncEnumerable<Answer> Failing()
        {
            for (int i = 0; i < 3; i++)
            {
                yield return new Answer { Number = i };
            }

            await Task.Yield();
            throw new RpcException(new Status(StatusCode.DataLoss, "gone"));
        }
    }

    [TestMethod]
    [DataRow(false, "Exception was thrown by handler.")]
    [DataRow(true, "Exception was thrown by handler. InvalidOperationException: the secret")]
    public async Task Exception_OfAnotherKind_IsUnknownAndTellsNoMoreThanAsked(bool detailed, string expected)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.EnableDetailedErrors = detailed);
        server.Log.Expect("HandlerFailed");
        server.Probe.OnAsk = (_, _) => throw new InvalidOperationException("the secret");
        RpcException error = await FailAsync(server.Client);
        Assert.AreEqual(StatusCode.Unknown, error.StatusCode);
        Assert.AreEqual(expected, error.Status.Detail);
    }

    [TestMethod]
    public async Task Answer_OfNull_IsUnknown()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Log.Expect("HandlerFailed");
        server.Probe.OnAsk = (_, _) => Task.FromResult<Answer>(null!);
        Assert.AreEqual(StatusCode.Unknown, (await FailAsync(server.Client)).StatusCode);
    }

    [TestMethod]
    public async Task Status_SetByAHandler_IsTheCalls()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, context) =>
        {
            context.Status = new Status(StatusCode.AlreadyExists, "there");
            return Task.FromResult(new Answer());
        };
        RpcException error = await FailAsync(server.Client);
        Assert.AreEqual("AlreadyExists: \"there\"", error.Status.ToString());
    }

    [TestMethod]
    public async Task RpcException_WithATextOfManyKilobytes_ArrivesWhole()
    {
        // HTTP/2 frames of headers carry no more than 16 KiB each.
        await using ProbeServer server = await ProbeServer.StartAsync();
        string detail = new('x', 40_000);
        server.Probe.OnAsk = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, detail));
        Assert.AreEqual(detail, (await FailAsync(server.Client)).Status.Detail);
    }

    [TestMethod]
    [DataRow(17)]
    [DataRow(-1)]
    [DataRow(int.MaxValue)]
    public async Task RpcException_OfNoKnownCode_IsUnknown(int code)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => throw new RpcException(new Status((StatusCode)code, "odd"));
        using var call = new RawCall(server.Address);
        RawResponse response = await call.SendAsync([0, 0, 0, 0, 0]);
        Assert.AreEqual("2", response.TrailersOnlyStatus);
        Assert.AreEqual("odd", response.TrailersOnlyMessage);
    }

    [TestMethod]
    public async Task Headers_SentByTheClient_AreSeenByTheHandler()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        Metadata? seen = null;
        string? peer = null;
        server.Probe.OnAsk = (_, context) =>
        {
            seen = context.RequestHeaders;
            peer = context.Peer;
            return Task.FromResult(new Answer());
        };
        var headers = new Metadata { { "token", "a, b" }, { "trace-bin", [0xAB, 0xAB] } };
        await server.Client.Ask(new Question(), new CallOptions(headers)).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual("a, b", seen!.GetValue("token"));
        CollectionAssert.AreEqual(new byte[] { 0xAB, 0xAB }, seen.GetValueBytes("trace-bin"));
        Assert.StartsWith("grpc-csharp-codefirst/", seen.GetValue("user-agent"));
        Assert.StartsWith("ipv4:127.0.0.1:", peer);
    }

    private static Task<RpcException> FailAsync(IProbe client) =>
        Assert.ThrowsExactlyAsync<RpcException>(() => client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
}
