namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class HandlerErrorTests
{
    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task RpcException_ThrownByAHandler_ArrivesWithTextAndTrailers(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        const string Text = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
        Fail(server.Probe, context =>
        {
            context.ResponseTrailers.Add("from-context", "1");
            return new RpcException(new Status(StatusCode.OutOfRange, Text), new Metadata { { "from-exception-bin", [1, 2] } });
        });
        RpcException error = await FailAsync(server.Client, kind);
        Assert.AreEqual(StatusCode.OutOfRange, error.StatusCode);
        Assert.AreEqual(Text, error.Status.Detail);
        Assert.AreEqual("1", error.Trailers.GetValue("from-context"));
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, error.Trailers.GetValueBytes("from-exception-bin"));
    }

    [TestMethod]
    [DataRow(CallKind.Unary, false, "Exception was thrown by handler.")]
    [DataRow(CallKind.Unary, true, "Exception was thrown by handler. InvalidOperationException: the secret")]
    [DataRow(CallKind.ServerStreaming, false, "Exception was thrown by handler.")]
    [DataRow(CallKind.ServerStreaming, true, "Exception was thrown by handler. InvalidOperationException: the secret")]
    public async Task Exception_OfAnotherKind_IsUnknownAndTellsNoMoreThanAsked(CallKind kind, bool detailed, string expected)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.EnableDetailedErrors = detailed);
        server.Log.Expect("ErrorExecutingServiceMethod");
        Fail(server.Probe, _ => new InvalidOperationException("the secret"));
        RpcException error = await FailAsync(server.Client, kind);
        Assert.AreEqual((StatusCode.Unknown, expected), (error.StatusCode, error.Status.Detail));
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Null_ReturnedByAHandler_IsUnknown(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Log.Expect("ErrorExecutingServiceMethod");
        server.Probe.OnAsk = (_, _) => null!;
        server.Probe.OnStream = (_, _) => null!;
        server.Probe.OnCollect = (_, _) => null!;
        server.Probe.OnTalk = (_, _) => null!;
        Assert.AreEqual(StatusCode.Unknown, (await FailAsync(server.Client, kind)).StatusCode);
    }

    [TestMethod]
    public async Task Answer_OfNull_IsCancelled()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => Task.FromResult<Answer>(null!);
        Assert.AreEqual(StatusCode.Cancelled, (await FailAsync(server.Client, CallKind.Unary)).StatusCode);
    }

    [TestMethod]
    public async Task Null_AmongTheResponses_IsUnknownAfterThoseBeforeIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Log.Expect("ErrorExecutingServiceMethod");
        server.Probe.OnStream = (_, _) => Probe.CountTo(2).Append(null!);
        await AssertAfterAsync(server.Client, 2, StatusCode.Unknown);
    }

    [TestMethod]
    [DataRow(false, DisplayName = "at once")]
    [DataRow(true, DisplayName = "after a wait")]
    public async Task RpcException_AfterMessages_ArrivesAfterThem(bool waiting)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, _) => Failing();
        await AssertAfterAsync(server.Client, 3, StatusCode.DataLoss);

        async IAsyncEnumerable<Answer> Failing()
        {
            for (int i = 0; i < 3; i++)
            {
                yield return new Answer { Number = i };
            }

            if (waiting)
            {
                await Task.Yield();
            }

            throw new RpcException(new Status(StatusCode.DataLoss, "gone"));
        }
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    public async Task Status_SetByAHandler_IsTheCalls(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, context) =>
        {
            context.Status = new Status(StatusCode.AlreadyExists, "there");
            return Task.FromResult(new Answer());
        };
        server.Probe.OnStream = (_, context) =>
        {
            context.Status = new Status(StatusCode.AlreadyExists, "there");
            return Probe.CountTo(3);
        };
        RpcException error = kind == CallKind.Unary
            ? await FailAsync(server.Client, kind)
            : await AssertAfterAsync(server.Client, 3, StatusCode.AlreadyExists);
        Assert.AreEqual((StatusCode.AlreadyExists, "there"), (error.StatusCode, error.Status.Detail));
    }

    private static void Fail(Probe probe, Func<ServerCallContext, Exception> failure)
    {
        probe.OnAsk = (_, context) => throw failure(context);
        probe.OnStream = (_, context) => throw failure(context);
        probe.OnCollect = (_, context) => throw failure(context);
        probe.OnTalk = (_, context) => throw failure(context);
    }

    private static async Task<RpcException> AssertAfterAsync(IProbe client, int count, StatusCode expected)
    {
        var received = new List<int>();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer answer in client.Stream(new Question()).Patiently())
            {
                received.Add(answer.Number);
            }
        });
        Assert.AreEqual(expected, error.StatusCode, error.ToString());
        CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), received);
        return error;
    }

    private static Task<RpcException> FailAsync(IProbe client, CallKind kind) =>
        Assert.ThrowsExactlyAsync<RpcException>(() => client.CallAsync(kind, 0));
}
