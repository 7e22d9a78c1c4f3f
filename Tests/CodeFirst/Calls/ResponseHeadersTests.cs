using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class ResponseHeadersTests
{
    private static readonly byte[] Empty = [0, 0, 0, 0, 0];

    [TestMethod]
    [DataRow(RawCall.Ask)]
    [DataRow(RawCall.Stream)]
    public async Task Headers_WrittenByAHandler_ComeBeforeTheMessages(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(Headers());
            return new Answer();
        };
        server.Probe.OnStream = (_, context) => Stream(context);
        using var call = new RawCall(server.Address) { Path = path };
        RawResponse response = await call.SendAsync(Empty);
        Assert.AreEqual("1", response.Headers["first"]);
        Assert.AreEqual("qw", response.Headers["trace-bin"]);
        CollectionAssert.AreEqual(Empty, response.Body);
        Assert.AreEqual("0", response.Trailers["grpc-status"]);

        static async IAsyncEnumerable<Answer> Stream(ServerCallContext context)
        {
            await context.WriteResponseHeadersAsync(Headers());
            yield return new Answer();
        }
    }

    [TestMethod]
    public async Task Headers_FollowedByAnError_PutTheStatusIntoTrailers()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync([]);
            throw new RpcException(new Status(StatusCode.Aborted, "after all"));
        };
        using var call = new RawCall(server.Address);
        RawResponse response = await call.SendAsync(Empty);
        Assert.AreEqual("10", response.Trailers["grpc-status"]);
        Assert.IsFalse(response.Headers.ContainsKey("grpc-status"));
    }

    [TestMethod]
    public async Task Headers_WrittenTwice_AreRefused()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        InvalidOperationException? error = null;
        server.Probe.OnAsk = async (_, context) =>
        {
            await context.WriteResponseHeadersAsync([]);
            error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => context.WriteResponseHeadersAsync([]));
            return new Answer();
        };
        await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.IsNotNull(error);
    }

    [TestMethod]
    public async Task Context_OfACall_KnowsItsHttpContextAndKeepsState()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        string? path = null;
        server.Probe.OnAsk = (_, context) =>
        {
            context.UserState["number"] = 7;
            path = context.GetHttpContext().Request.Path;
            Assert.AreEqual(context.Method, path);
            return Task.FromResult(new Answer { Number = (int)context.UserState["number"] });
        };
        Assert.AreEqual(7, (await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience)).Number);
        Assert.AreEqual(RawCall.Ask, path);
    }

    private static Metadata Headers() => new() { { "first", "1" }, { "trace-bin", [0xAB] } };
}
