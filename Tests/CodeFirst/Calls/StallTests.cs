using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>A client that neither reads nor sends costs the server one stream, and that for a while only.</summary>
[TestClass]
public sealed class StallTests
{
    [TestMethod]
    public async Task Stream_NotRead_IsResetAndTheOtherCallsGoOn()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        var ended = new TaskCompletionSource();
        server.Probe.OnStream = (_, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            return Flood();
        };
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));

        // The client has read one message and reads no more; the handler's token tells that the server has had enough.
        await ended.Task.WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(3, (await server.Client.Ask(new Question { Number = 3 }).WaitAsync(ProbeServer.Patience)).Number);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            while (await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience))
            {
            }
        });
        Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
    }

    [TestMethod]
    public async Task Deadline_OfAStreamThatIsNotRead_ResetsIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var disposed = new TaskCompletionSource();
        server.Probe.OnStream = (_, _) => Flood(disposed);
        await using IAsyncEnumerator<Answer> stream = server.Client.Stream(new Question(), new CallOptions(Deadline: DateTime.UtcNow.AddMilliseconds(500))).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        await disposed.Task.WaitAsync(ProbeServer.Patience);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => stream.MoveNextAsync().AsTask().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [TestMethod]
    [DataRow(RawCall.Ask, DisplayName = "unary")]
    [DataRow(RawCall.Stream, DisplayName = "stream")]
    public async Task Deadline_ThatOnlyTheServerKeeps_ResetsACallThatIsNotRead(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, _) => Flood();
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer { Payload = new byte[10_000_000] });
        using var http = new HttpClient { Timeout = ProbeServer.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + path)
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("grpc-timeout", "300m");
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await server.Log.WaitForAsync("StatusUndeliverable");
        HttpRequestException error = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => response.Content.CopyToAsync(Stream.Null));
        Assert.AreEqual(8, ((HttpProtocolException)error.InnerException!).ErrorCode, "CANCEL");
    }

    [TestMethod]
    public async Task Request_NotSentToItsEnd_IsReset()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        using var http = new HttpClient { Timeout = ProbeServer.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Address + RawCall.Ask)
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new NeverEnding(),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        HttpRequestException error = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => http.SendAsync(request));
        Assert.AreEqual(8, ((HttpProtocolException)error.InnerException!).ErrorCode, "CANCEL");
        Assert.AreEqual(0, server.Probe.Calls);
    }

    private static async IAsyncEnumerable<Answer> Flood(TaskCompletionSource? disposed = null)
    {
        await Task.CompletedTask;
        byte[] payload = new byte[100_000];
        try
        {
            while (true)
            {
                yield return new Answer { Payload = payload };
            }
        }
        finally
        {
            disposed?.TrySetResult();
        }
    }

    private sealed class NeverEnding : HttpContent
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0 }, cancellationToken);
            await stream.FlushAsync(cancellationToken);

            // Not ended by the reset: HttpClient would then tell of a cancelled request or of the reset, as it happens.
            await _disposed.Task;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
