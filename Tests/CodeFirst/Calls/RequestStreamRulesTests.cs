using System.Net;
using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>What the server makes of streams of requests that our client would never send.</summary>
[TestClass]
public sealed class RequestStreamRulesTests
{
    /// <summary>A Question whose number is 5.</summary>
    private static readonly byte[] Five =
    [
        0, 0, 0, 0, 2, // flag, length
        0x08, 5, // field 1, varint
    ];

    [TestMethod]
    public async Task Body_AtEverySplit_IsTheSameMessages()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address) { Path = RawCall.Talk };
        byte[] body = [.. Five, .. Five];
        for (int split = 0; split <= body.Length; split++)
        {
            CollectionAssert.AreEqual(body, (await call.SendAsync(body[..split], body[split..])).Body, $"split at {split}");
        }

        CollectionAssert.AreEqual(body, (await call.SendAsync([.. body.Select(b => new[] { b })])).Body, "byte by byte");
    }

    [TestMethod]
    [DataRow(new byte[] { 0, 0, 0 }, "5 bytes were expected, 3 came")]
    [DataRow(new byte[] { 0, 0, 0, 0, 2, 8 }, "2 bytes were announced, 1 came")]
    [DataRow(new byte[] { 2, 0, 0, 0, 0 }, "flag is 2")]
    [DataRow(new byte[] { 1, 0, 0, 0, 0 }, "grpc-encoding")]
    [DataRow(new byte[] { 0, 0, 0, 0, 1, 8 }, "test.Question.number")]
    public async Task Body_ThatIsNoMessage_IsInternal(byte[] broken, string message)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var collect = new RawCall(server.Address) { Path = RawCall.Collect };
        RawResponse response = await collect.SendAsync(Five, broken);
        Assert.AreEqual("13", response.TrailersOnlyStatus);
        Assert.Contains(message, response.TrailersOnlyMessage!);

        using var talk = new RawCall(server.Address) { Path = RawCall.Talk };
        response = await talk.SendAsync(Five, broken);
        Assert.AreEqual("13", response.Trailers.GetValueOrDefault("grpc-status") ?? response.TrailersOnlyStatus);
    }

    [TestMethod]
    public async Task Message_OverTheLimit_IsResourceExhaustedBeforeItCame()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxReceiveMessageSize = 10);
        using var call = new RawCall(server.Address) { Path = RawCall.Collect };
        RawResponse response = await call.SendAsync(Five, [0, 0, 0, 0, 11]);
        Assert.AreEqual("8", response.TrailersOnlyStatus);
        Assert.Contains("11", response.TrailersOnlyMessage!);
        Assert.Contains("10", response.TrailersOnlyMessage!);
    }

    [TestMethod]
    public async Task Handler_ThatReadsOnAfterAnError_IsToldTheSame()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var codes = new List<StatusCode>();
        server.Probe.OnCollect = async (questions, _) =>
        {
            IAsyncEnumerator<Question> reader = questions.GetAsyncEnumerator();
            for (int i = 0; i < 3; i++)
            {
                codes.Add((await Assert.ThrowsExactlyAsync<RpcException>(async () => await reader.MoveNextAsync())).StatusCode);
            }

            return new Answer();
        };
        using var call = new RawCall(server.Address) { Path = RawCall.Collect };
        await call.SendAsync([9, 0, 0, 0, 0], Five);
        CollectionAssert.AreEqual(new[] { StatusCode.Internal, StatusCode.Internal, StatusCode.Internal }, codes);
    }

    [TestMethod]
    [DataRow(RawCall.Collect)]
    [DataRow(RawCall.Talk)]
    public async Task Client_SilentBetweenMessages_IsNotStalledButOneInsideAMessageIs(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        using var http = new HttpClient { Timeout = ProbeServer.Patience };
        using var silent = new Paused(Five);
        using var stalled = new Paused([.. Five, 0, 0, 0]);
        Task<HttpResponseMessage> silentCall = http.SendAsync(Request(server.Address + path, silent));
        HttpRequestException error = await Assert.ThrowsExactlyAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage response = await http.SendAsync(Request(server.Address + path, stalled));
        });
        Assert.AreEqual(8, ((HttpProtocolException)error.InnerException!).ErrorCode, "CANCEL");

        // The other was silent for as long, and still goes on.
        silent.GoOn.SetResult();
        using HttpResponseMessage response = await silentCall.WaitAsync(ProbeServer.Patience);
        Assert.AreEqual("0", response.TrailingHeaders.GetValues("grpc-status").Single());
        stalled.GoOn.TrySetResult();
    }

    [TestMethod]
    [DataRow(RawCall.Collect)]
    [DataRow(RawCall.Talk)]
    public async Task Deadline_ThatOnlyTheServerKeeps_EndsAWaitForRequests(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var http = new HttpClient { Timeout = ProbeServer.Patience };
        using var silent = new Paused(Five);
        using HttpRequestMessage request = Request(server.Address + path, silent);
        request.Headers.TryAddWithoutValidation("grpc-timeout", "300m");
        using HttpResponseMessage response = await http.SendAsync(request);
        string status = response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? values) ? values.Single() : response.TrailingHeaders.GetValues("grpc-status").Single();
        Assert.AreEqual("4", status);
        silent.GoOn.TrySetResult();
    }

    private static HttpRequestMessage Request(string address, HttpContent content)
    {
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
    }

    /// <summary>Sends something, and then nothing until told to end.</summary>
    private sealed class Paused(byte[] first) : HttpContent
    {
        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(first, cancellationToken);
            await stream.FlushAsync(cancellationToken);

            // Whatever the server does meanwhile is for the response to tell: HttpClient would prefer a failure of this.
            await GoOn.Task.WaitAsync(ProbeServer.Patience, CancellationToken.None);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
