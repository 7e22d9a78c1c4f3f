using System.Net;
using System.Net.Sockets;

namespace Tests.CodeFirst.Frames;

/// <summary>What the client puts on the wire, as frames.</summary>
[TestClass]
public sealed class ClientFrameTests
{
    private const int Cancel = 0x8;

    [TestMethod]
    public Task Request_OfACall_IsAsTheProtocolSays() => CallAsync(async (client, stream) =>
    {
        var options = new CallOptions(new Metadata { { "note", "a" }, { "trace-bin", [0xAB] } }, deadline: DateTime.UtcNow.AddMinutes(10));
        using var call =
            new OpenCall(token => client.Ask(new Question { Number = 5, Payload = [7] }, options.WithCancellationToken(token)));
        RawEnd request = await (await stream).EndAsync();
        Dictionary<string, string> headers = request.Blocks.Single();
        Assert.AreEqual("POST http /test.Probe/Ask", $"{headers[":method"]} {headers[":scheme"]} {headers[":path"]}");
        Assert.AreEqual("trailers", headers["te"]);
        Assert.AreEqual("application/grpc", headers["content-type"]);
        Assert.Contains("gzip", headers["grpc-accept-encoding"]);
        Assert.StartsWith("grpc-dotnet/", headers["user-agent"]);
        Assert.AreEqual("a", headers["note"]);
        Assert.AreEqual("qw==", headers["trace-bin"]);
        Assert.MatchesRegex("^[1-9][0-9]{0,7}[mSM]$", headers["grpc-timeout"]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 5, 0x08, 5, 0x12, 1, 7 }, request.Body);
        Assert.IsNull(request.Reset);
    });

    [TestMethod]
    public Task Timeout_OfACallWithoutADeadline_IsAbsent() => CallAsync(async (client, stream) =>
    {
        using var call = new OpenCall(token => client.Ask(new Question(), token));
        CollectionAssert.DoesNotContain((await (await stream).EndAsync()).Blocks.Single().Keys, "grpc-timeout");
    });

    [TestMethod]
    public Task StreamOfRequests_WithoutAny_EndsAllTheSame() => CallAsync(async (client, stream) =>
    {
        using var call = new OpenCall(token => client.Collect(new Questions(0), token));
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
            CallKind.Unary => client.Ask(new Question(), token),
            CallKind.ServerStreaming => client.Stream(new Question(), token).CountAsync(CancellationToken.None).AsTask(),
            CallKind.ClientStreaming => client.Collect(new Questions(1), token),
            _ => client.Talk(new Questions(1), token).CountAsync(CancellationToken.None).AsTask(),
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
        using GrpcChannel channel = Contracts.Connect($"http://{listener.LocalEndpoint}");
        await test(Contracts.Create<IProbe>(channel), FirstAsync());
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
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => _call.Patiently());
            Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
        }

        public void Dispose()
        {
            _cancellation.Cancel();
            _cancellation.Dispose();
        }
    }
}
