using CodeFirst.Grpc.Client;
using Grpc.Core;
using Grpc.Net.Client;
using ProtoBuf.Grpc;
using Tests.Interop.Exchange;
using Tests.Interop.Harness;
using Tests.Interop.Peers;

namespace Tests.Interop;

/// <summary>
/// grpc's negative-http2-interop-test-descriptions.md, and what belongs with it: our client against a server that breaks
/// off, refuses, and uses HTTP/2 to its limits.
/// </summary>
[TestClass]
public sealed class NegativeHttp2Tests : InteropTest
{
    private const int UploadSize = 8_000_000;

    // Far longer than anything here takes, on a busy machine too; it bounds a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private GrpcChannel? _channel;

    [TestInitialize]
    public void RequirePeer() => NegativeServer.Require(TestContext);

    [TestCleanup]
    public void DisposeChannel() => _channel?.Dispose();

    [TestMethod]
    public async Task WellBehaved_EveryKindOfCall_Succeeds()
    {
        var server = await StartAsync("well_behaved");
        foreach (var call in Kinds(Connect(server)))
        {
            await call.RunAsync();
        }

        await server.SeenAsync("answered", Enum.GetValues<MethodType>().Length, Cancellation);
    }

    [TestMethod]
    public async Task NoServer_EveryKindOfCall_IsUnavailable()
    {
        using var nobody = new UnusedPort();
        foreach (var call in Kinds(Connect($"http://127.0.0.1:{nobody.Number}")))
        {
            await call.FailAsync(StatusCode.Unavailable);
        }
    }

    [TestMethod]
    public async Task GoAway_BetweenTwoCalls_IsNotNoticed()
    {
        var server = await StartAsync("goaway");
        var client = Connect(server);

        await AskAsync(client);
        await AskAsync(client);

        await server.SeenAsync("answered", 2, Cancellation);
        Assert.AreEqual(1, server.Count("goaway"));
        CollectionAssert.AreEqual(new[] { 1, 2 }, server.Events.Where(e => e.Name == "answered").Select(e => e.Connection).ToArray());
    }

    [TestMethod]
    [DataRow("rst_after_header")]
    [DataRow("rst_during_data")]
    [DataRow("rst_after_data")]
    public async Task Reset_OfEveryKindOfCall_IsInternal(string moment)
    {
        // NO_ERROR, as described there, is INTERNAL by the gRPC over HTTP/2 table.
        var server = await StartAsync(moment);
        foreach (var call in Kinds(Connect(server)))
        {
            var error = await call.FailAsync(StatusCode.Internal);
            StringAssert.Contains(error.Status.Detail, "0x0");
        }

        await server.SeenAsync("reset", Enum.GetValues<MethodType>().Length, Cancellation);
        Assert.AreEqual(0, server.Count("answered"));
    }

    [TestMethod]
    public async Task Pings_AroundHeadersAndData_AreAllAnswered()
    {
        var server = await StartAsync("ping");
        var client = Connect(server);
        for (var i = 0; i < 10; i++)
        {
            await AskAsync(client);
        }

        // Three for each call. The answer to the last may come after the call is over.
        await server.SeenAsync("the answers to all pings", e => e is { Name: "ping answered", Total: 30 }, Cancellation);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task MaxStreams_OfOne_IsKeptByConcurrentCalls(bool severalConnections)
    {
        var server = await StartAsync("max_streams");
        var client = Connect(server, severalConnections);

        await AskAsync(client);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(client)));

        await server.SeenAsync("answered", 11, Cancellation);
        Assert.AreEqual(0, server.Count("violation"));
        if (!severalConnections)
        {
            // A connection that is new may get more streams than one, before its client has heard of the limit.
            Assert.AreEqual(1, server.Events.Max(e => e.Connection));
            Assert.AreEqual(1, server.Events.Max(e => e.Open));
        }
    }

    [TestMethod]
    public async Task MaxStreams_NotSaid_LetsCallsShareAConnection()
    {
        // The control of the test above: nothing but the server's word keeps the calls apart.
        var server = await StartAsync("well_behaved", "--together", "10");
        var client = Connect(server, severalConnections: false);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(client)));

        await server.SeenAsync("answered", 10, Cancellation);
        Assert.AreEqual(10, server.Events.Max(e => e.Open));
        Assert.AreEqual(1, server.Events.Max(e => e.Connection));
    }

    [TestMethod]
    public async Task Padding_OfDataFrames_IsNoData()
    {
        var server = await StartAsync("data_frame_padding");
        foreach (var call in Kinds(Connect(server)))
        {
            await call.RunAsync();
        }
    }

    [TestMethod]
    [DataRow("goaway_unseen")]
    [DataRow("refused")]
    public async Task Call_NeverLookedAt_IsMadeAgainWhereNothingIsLost(string how)
    {
        foreach (var type in new[] { MethodType.Unary, MethodType.ServerStreaming })
        {
            var server = await StartAsync(how);
            await Kinds(Connect(server)).Single(call => call.Type == type).RunAsync();

            await server.SeenAsync("answered", 1, Cancellation);
            Assert.AreEqual(2, server.Count("request"));
            _channel!.Dispose();
        }
    }

    [TestMethod]
    [DataRow("goaway_unseen")]
    [DataRow("refused")]
    public async Task StreamOfRequests_NeverLookedAt_Fails(string how)
    {
        foreach (var type in new[] { MethodType.ClientStreaming, MethodType.DuplexStreaming })
        {
            var server = await StartAsync(how);
            await Kinds(Connect(server), flags: CallContextFlags.None).Single(call => call.Type == type).BreakOffAsync();

            Assert.AreEqual(0, server.Count("answered"));
            _channel!.Dispose();
        }
    }

    [TestMethod]
    [DataRow(0x0, StatusCode.Internal)]
    [DataRow(0x2, StatusCode.Internal)]
    [DataRow(0x8, StatusCode.Cancelled)]
    [DataRow(0xB, StatusCode.ResourceExhausted)]
    [DataRow(0xC, StatusCode.PermissionDenied)]
    public async Task Reset_InTheMiddleOfARequest_IsMapped(int code, StatusCode expected)
    {
        var server = await StartAsync("rst_upload", "--code", $"{code}", "--after", "1000000");
        var client = Connect(server);

        // Sending and the reset meet anew each time.
        for (var i = 0; i < 20; i++)
        {
            foreach (var call in Kinds(client, UploadSize))
            {
                await call.FailAsync(expected);
            }
        }

        Assert.AreEqual(0, server.Count("ended"));
    }

    [TestMethod]
    public async Task Refusal_InTheMiddleOfARequest_Fails()
    {
        var server = await StartAsync("rst_upload", "--code", "7", "--after", "1000000");
        var client = Connect(server);
        for (var i = 0; i < 20; i++)
        {
            foreach (var call in Kinds(client, UploadSize, CallContextFlags.None))
            {
                await (call.Type is MethodType.Unary or MethodType.ServerStreaming
                    ? call.FailAsync(StatusCode.Unavailable)
                    : call.BreakOffAsync());
            }
        }

        Assert.AreEqual(0, server.Count("ended"));
    }

    [TestMethod]
    public async Task ConnectionLost_InTheMiddleOfARequest_IsUnavailable()
    {
        var server = await StartAsync("close_upload", "--after", "1000000");
        var client = Connect(server);
        for (var i = 0; i < 20; i++)
        {
            foreach (var call in Kinds(client, UploadSize))
            {
                await call.FailAsync(StatusCode.Unavailable);
            }
        }

        Assert.AreEqual(0, server.Count("ended"));
    }

    private async Task<NegativeServer> StartAsync(params string[] arguments) =>
        await NegativeServer.ListeningAsync(Start(NegativeServer.Command(arguments)), Cancellation);

    private IExchange Connect(NegativeServer server, bool severalConnections = true) => Connect(server.Address, severalConnections);

    private IExchange Connect(string address, bool severalConnections = true)
    {
        var handler = GrpcHttpHandler.CreateDefault();
        handler.EnableMultipleHttp2Connections = severalConnections;
        _channel = GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true }.UseCompiledContracts());
        return _channel.CreateGrpcService<IExchange>();
    }

    private static async Task AskAsync(IExchange client) =>
        AssertRight(await client.Ask(new Question { Payload = new byte[271_828] }).WaitAsync(Patience));

    private static void AssertRight(Answer answer)
    {
        Assert.AreEqual(7, answer.Number);
        CollectionAssert.AreEqual(new byte[1024], answer.Payload);
    }

    /// <param name="flags">
    /// By default those with which protobuf-net.Grpc tells the status of a call whose stream of requests was cut off, and not merely that
    /// it was. Not where the server refuses a stream: HttpClient makes such a request once more, with what is left of the requests.
    /// </param>
    private static IEnumerable<Call> Kinds(
        IExchange client, int size = 271_828, CallContextFlags flags = CallContextFlags.IgnoreStreamTermination)
    {
        var question = new Question { Payload = new byte[size] };
        var context = new CallContext(flags: flags);
        yield return new Call(MethodType.Unary, async () => [await client.Ask(question)]);
        yield return new Call(MethodType.ServerStreaming, async () => await client.Count(question).ToListAsync());
        yield return new Call(MethodType.ClientStreaming, async () => [await client.Collect(Requests(), context)]);
        yield return new Call(MethodType.DuplexStreaming, async () => await client.Talk(Requests(), context).ToListAsync());

        IAsyncEnumerable<Question> Requests() => new[] { question, question }.ToAsyncEnumerable();
    }

    private sealed record Call(MethodType Type, Func<Task<List<Answer>>> Make)
    {
        public async Task RunAsync() => AssertRight((await Make().WaitAsync(Patience)).Single());

        /// <summary>The call fails, with its status or with protobuf-net.Grpc's word that requests were not sent.</summary>
        public async Task BreakOffAsync()
        {
            var error = await Assert.ThrowsAsync<Exception>(() => Make().WaitAsync(Patience), Type.ToString());
            Assert.IsTrue(
                error is RpcException || error.Message.Contains("could not be sent", StringComparison.Ordinal),
                $"{Type}: {error}");
        }

        public async Task<RpcException> FailAsync(StatusCode expected)
        {
            var error = await Assert.ThrowsExactlyAsync<RpcException>(() => Make().WaitAsync(Patience), Type.ToString());
            Assert.AreEqual(expected, error.StatusCode, $"{Type}: {error}");
            return error;
        }
    }
}
