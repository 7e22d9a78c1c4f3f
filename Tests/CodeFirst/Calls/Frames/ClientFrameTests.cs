using System.Net;
using System.Net.Sockets;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using CodeFirst.Grpc.Protocol;

namespace Tests.CodeFirst.Calls.Frames;

/// <summary>What the client puts on the wire, as frames.</summary>
[TestClass]
public sealed class ClientFrameTests
{
    private const int Cancel = 0x8;

    [TestMethod]
    public Task Request_OfACall_IsAsTheProtocolSays() => CallAsync(async (client, stream) =>
    {
        var options = new CallOptions(new Metadata { { "note", "a" }, { "trace-bin", [0xAB] } }, Deadline: DateTime.UtcNow.AddMinutes(1));
        using var call = new OpenCall(token => client.Ask(new Question { Number = 5 }, options.WithCancellationToken(token)));
        RawEnd request = await (await stream).EndAsync();
        Dictionary<string, string> headers = request.Blocks.Single();
        string[] names = [.. headers.Keys];

        CollectionAssert.AreEquivalent(new[] { ":method", ":scheme", ":authority", ":path" }, names[..4]);
        Assert.AreEqual("POST http /test.Probe/Ask", $"{headers[":method"]} {headers[":scheme"]} {headers[":path"]}");
        Assert.AreEqual("grpc-timeout", names[4], "just after what HTTP/2 itself needs");
        CollectionAssert.AreEquivalent(new[] { "te", "user-agent", "grpc-accept-encoding", "note", "trace-bin", "content-type" }, names[5..]);
        Assert.AreEqual("trailers", headers["te"]);
        Assert.AreEqual("application/grpc", headers["content-type"]);
        Assert.AreEqual("identity,gzip,deflate,br", headers["grpc-accept-encoding"]);
        Assert.MatchesRegex("^grpc-csharp-codefirst/[0-9]+[.][0-9]+[.][0-9]+[^ ]*$", headers["user-agent"]);
        Assert.AreEqual("qw", headers["trace-bin"], "base64 without padding");
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 2, 0x08, 5 }, request.Body);
        Assert.IsNull(request.Reset);
    });

    [TestMethod]
    [DataRow(10, "u")]
    [DataRow(3_600, "m")]
    [DataRow(3 * 86_400, "S")]
    [DataRow(10 * 365 * 86_400L, "M")]
    [DataRow(1_000 * 365 * 86_400L, "H")]
    public Task Timeout_OfACall_IsWhatIsLeftInEightDigits(long seconds, string unit) => CallAsync(async (client, stream) =>
    {
        var options = new CallOptions(Deadline: DateTime.UtcNow.AddSeconds(seconds));
        using var call = new OpenCall(token => client.Ask(new Question(), options.WithCancellationToken(token)));
        string timeout = (await (await stream).EndAsync()).Blocks.Single()["grpc-timeout"];

        Assert.MatchesRegex($"^[1-9][0-9]{{0,7}}{unit}$", timeout);
        Assert.IsTrue(GrpcTimeout.TryParse(timeout, out TimeSpan left));
        Assert.IsInRange(seconds - ProbeServer.Patience.TotalSeconds, seconds + 3_600, left.TotalSeconds);
    });

    [TestMethod]
    public Task Timeout_OfACallWithoutADeadline_IsAbsent() => CallAsync(async (client, stream) =>
    {
        using var call = new OpenCall(token => client.Ask(new Question(), new CallOptions(CancellationToken: token)));
        CollectionAssert.DoesNotContain((await (await stream).EndAsync()).Blocks.Single().Keys, "grpc-timeout");
    });

    [TestMethod]
    public Task StreamOfRequests_WithoutAny_EndsAllTheSame() => CallAsync(async (client, stream) =>
    {
        using var call = new OpenCall(token => client.Collect(new Questions(0), new CallOptions(CancellationToken: token)));
        RawEnd request = await (await stream).EndAsync();
        Assert.IsEmpty(request.Body);
        Assert.IsNull(request.Reset);
    });

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public Task Cancellation_OfACall_ResetsItsStreamWithCancel(CallKind kind) => CallAsync(async (client, stream) =>
    {
        using var call = new OpenCall(token => kind switch
        {
            CallKind.Unary => client.Ask(new Question(), new CallOptions(CancellationToken: token)),
            CallKind.ServerStreaming => client.Stream(new Question(), new CallOptions(CancellationToken: token)).CountAsync(token).AsTask(),
            CallKind.ClientStreaming => client.Collect(new Questions(1), new CallOptions(CancellationToken: token)),
            _ => client.Talk(new Questions(1), new CallOptions(CancellationToken: token)).CountAsync(token).AsTask(),
        });
        RawStream raw = await stream;
        Assert.IsNull((await raw.EndAsync()).Reset);
        await call.CancelAsync();
        Assert.AreEqual(Cancel, (await raw.EndAsync()).Reset);
    });

    /// <summary>Runs a test against a server that has nothing to say; the stream is that of the client's first call.</summary>
    private static async Task CallAsync(Func<IProbe, Task<RawStream>, Task> test)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<(RawConnection Connection, RawStream First)> accepting = RawConnection.AcceptAsync(listener);
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}");
        await test(channel.CreateGrpcService<IProbe>(), FirstAsync());
        await (await accepting).Connection.DisposeAsync();

        async Task<RawStream> FirstAsync() => (await accepting).First;
    }

    /// <summary>A call that lasts until it is cancelled.</summary>
    private sealed class OpenCall : IDisposable
    {
        private readonly CancellationTokenSource _cancellation = new();
        private readonly Task _call;

        public OpenCall(Func<CancellationToken, Task> start) => _call = start(_cancellation.Token);

        public async Task CancelAsync()
        {
            await _cancellation.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => _call.WaitAsync(ProbeServer.Patience));
        }

        public void Dispose()
        {
            _cancellation.Cancel();
            _cancellation.Dispose();
        }
    }
}
