using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Http.Features;
using Tests.Runtime.Calls.Frames;

namespace Tests.Runtime.Calls;

/// <summary>
/// A client that breaks the rules, or uses them to the full, frame by frame: it gets the status that the specification
/// names, and another call on the same connection does not notice.
/// </summary>
[TestClass]
public sealed class HostileClientTests
{
    private const int NoError = 0x0;
    private const int Cancel = 0x8;

    /// <summary>A Question whose number is 5 and whose payload is three bytes.</summary>
    private static readonly byte[] TwoFields =
    [
        0, 0, 0, 0, 7, // flag, length
        0x08, 5, // field 1, varint
        0x12, 3, 1, 2, 3, // field 2, three bytes
    ];

    public static IEnumerable<(string What, string Path, byte[] Body, string Status, string Said)> Bodies =>
    [
        ("no message", RawCall.Ask, [], "12", "no request message"),
        ("no message", RawCall.Stream, [], "12", "no request message"),
        ("two messages", RawCall.Ask, [.. TwoFields, .. TwoFields], "12", "more than one"),
        ("two messages", RawCall.Stream, [.. TwoFields, .. TwoFields], "12", "more than one"),
        ("flag of 2", RawCall.Ask, [2, .. TwoFields[1..]], "13", "flag is 2"),
        ("flag of 255", RawCall.Collect, [0xFF, .. TwoFields[1..]], "13", "flag is 255"),
        ("flag of 1 without an encoding", RawCall.Ask, [1, .. TwoFields[1..]], "13", "grpc-encoding"),
        ("cut inside the prefix", RawCall.Ask, [0, 0, 0, 0], "13", "5 bytes were expected, 4 came"),
        ("cut after the prefix", RawCall.Ask, TwoFields[..5], "13", "7 bytes were announced, 0 came"),
        ("cut inside the message", RawCall.Collect, [.. TwoFields, .. TwoFields[..^1]], "13", "7 bytes were announced, 6 came"),
        ("not a message", RawCall.Ask, [0, 0, 0, 0, 2, 0xFF, 0xFF], "13", "test.Question"),
        ("no message after one", RawCall.Collect, [.. TwoFields, 0, 0, 0, 0, 1, 0x08], "13", "test.Question.number"),
    ];

    public static IEnumerable<string> Paths => [RawCall.Ask, RawCall.Stream, RawCall.Collect, RawCall.Talk];

    [TestMethod]
    public async Task Message_AtEverySplitWithPaddingAndNothingBetween_IsTheSame()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        foreach (string path in new[] { RawCall.Ask, RawCall.Talk })
        {
            await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
            Witness witness = await Witness.OpenAsync(connection);
            for (int split = 0; split <= TwoFields.Length; split++)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path);
                await stream.SendPaddedAsync(TwoFields.AsSpan(0, split), padding: (byte)(split * 21));
                await stream.SendAsync([]);
                await stream.SendUnknownAsync();
                await stream.SendPaddedAsync([], padding: 0);
                await witness.AssertWellAsync();
                await stream.SendPaddedAsync(TwoFields.AsSpan(split), padding: 255, end: split % 2 == 0);
                if (split % 2 != 0)
                {
                    await stream.SendAsync([], end: true);
                }

                await AssertEchoAsync(stream, $"split at {split}");
            }

            RawStream slow = connection.NewStream();
            await slow.SendHeadersAsync(path);
            foreach (byte b in TwoFields)
            {
                await slow.SendPaddedAsync([b], padding: b);
                await slow.SendAsync([]);
            }

            await slow.SendAsync([], end: true);
            await AssertEchoAsync(slow, "byte by byte");
            await witness.EndAsync();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Bodies))]
    public async Task Body_ThatIsWrong_GetsItsStatus(string what, string path, byte[] body, string status, string said)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path, end: body.Length == 0);
            if (body.Length > 0)
            {
                await stream.SendAsync(body, end: true);
            }

            AssertRefused(await stream.EndAsync(), status, said);
            if (path is RawCall.Ask or RawCall.Stream)
            {
                Assert.AreEqual(1, server.Probe.Calls, $"the witness's alone: {what}");
            }
        });
    }

    [TestMethod]
    [DataRow(new byte[] { 0, 0x7F, 0xFF, 0xFF, 0xFF }, "2147483647")]
    [DataRow(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, "4294967295")]
    [DataRow(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF }, "4294967295", DisplayName = "compressed")]
    [DataRow(new byte[] { 0, 0, 0x40, 0, 1 }, "4194305", DisplayName = "one byte too much")]
    public async Task Length_OverTheLimit_IsRefusedBeforeAnythingIsWaitedFor(byte[] prefix, string length)
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            foreach (string path in new[] { RawCall.Ask, RawCall.Stream, RawCall.Collect })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(RawStream.Headers(path).Append(new("grpc-encoding", "gzip")).Select(h => (h.Key, h.Value)));
                await stream.SendAsync(prefix);
                AssertRefused(await stream.EndAsync(), "8", length);

                // RFC 9113, section 8.1: the answer is complete, and the rest of the request is not wanted.
                Assert.AreEqual(NoError, (await stream.EndAsync()).Reset, path);
            }
        });
    }

    [TestMethod]
    public async Task EndOfStream_WithTheHeaders_IsAnEmptyStreamOfRequests()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            foreach (string path in new[] { RawCall.Collect, RawCall.Talk })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path, end: true);
                RawEnd end = await stream.EndAsync();
                Assert.AreEqual("0", end.Status);
                CollectionAssert.AreEqual(path == RawCall.Talk ? [] : new byte[5], end.Body, "a message of nothing, or none");
            }
        });
    }

    [TestMethod]
    public async Task Trailers_OfARequest_CountForNothing()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(RawCall.Ask);
            await stream.SendAsync(TwoFields);
            await stream.SendHeadersAsync([("grpc-status", "13"), ("grpc-timeout", "soon")], end: true);
            await AssertEchoAsync(stream, "with trailers");
        });
    }

    [TestMethod]
    [DataRow("application/json")]
    [DataRow("application/grpc-web")]
    [DataRow("application/grpcx")]
    [DataRow("")]
    [DataRow(null)]
    public async Task ContentType_NotGrpcs_IsUnsupportedMediaType(string? contentType) =>
        await ExpectHttpAsync("415", headers => Change(headers, "content-type", contentType));

    [TestMethod]
    [DataRow("GET")]
    [DataRow("PUT")]
    [DataRow("OPTIONS")]
    public async Task Method_NotPost_IsNotAllowed(string method) =>
        await ExpectHttpAsync("405", headers => Change(headers, ":method", method));

    [TestMethod]
    public async Task Te_Missing_IsNoReasonToRefuse()
    {
        // It is for finding proxies that would drop the trailers: a client's business.
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(Change(RawStream.Headers(RawCall.Ask), "te", null));
            await stream.SendAsync(TwoFields, end: true);
            await AssertEchoAsync(stream, "without te");
        });
    }

    [TestMethod]
    [DataRow("/TEST.PROBE/ASK")]
    [DataRow("/test.Probe/ask")]
    [DataRow("/test.Probe/Ask/")]
    [DataRow("/test.Probe/Nothing")]
    [DataRow("/test.Nobody/Ask")]
    public async Task Path_NotExactly_IsUnimplemented(string path)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields, end: true);
            RawEnd end = await stream.EndAsync();
            Assert.AreEqual("12", end.Status ?? $"HTTP {end.HttpStatus}");
            Assert.IsTrue(end.IsTrailersOnly);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/Ask")]
    [DataRow("/test.Probe//Ask")]
    [DataRow("/a/test.Probe/Ask")]
    public async Task Path_NotOfAMethodsForm_IsNotFound(string path) =>
        await ExpectHttpAsync("404", headers => Change(headers, ":path", path));

    [TestMethod]
    [DataRow("")]
    [DataRow("S")]
    [DataRow("5")]
    [DataRow("-1S")]
    [DataRow("+1S")]
    [DataRow("1 S")]
    [DataRow("1.5S")]
    [DataRow("1e3S")]
    [DataRow("0x1S")]
    [DataRow("1s")]
    [DataRow("1h")]
    [DataRow("1SS")]
    [DataRow("1S1m")]
    [DataRow("S1")]
    [DataRow("123456789n")]
    [DataRow("000000001S", DisplayName = "nine digits")]
    [DataRow("1S,2S", DisplayName = "two joined")]
    [DataRow("\u00B9S", DisplayName = "a digit that is not ASCII")]
    [DataRow("\u0661S", DisplayName = "a digit that is not Latin-1 either")]
    public async Task Timeout_Malformed_IsInternalAndNamesTheHeader(string timeout) =>
        await RefuseHeadersAsync("13", "grpc-timeout", ("grpc-timeout", timeout));

    [TestMethod]
    public async Task Timeout_Twice_IsInternalAndNamesTheHeader() =>
        await RefuseHeadersAsync("13", "grpc-timeout", ("grpc-timeout", "10S"), ("grpc-timeout", "20S"));

    [TestMethod]
    [DataRow("!!!!")]
    [DataRow("A")]
    [DataRow("AAAAA")]
    [DataRow("qw=q")]
    [DataRow("qw,!,qw", DisplayName = "one of three joined")]
    [DataRow("\u00E4qw=", DisplayName = "a letter that is not ASCII")]
    public async Task BinaryHeader_Malformed_IsInternalAndNamesTheHeader(string value) =>
        await RefuseHeadersAsync("13", "trace-bin", ("trace-bin", value));

    [TestMethod]
    public async Task BinaryHeader_OneOfTwoMalformed_IsInternalAndNamesTheHeader() =>
        await RefuseHeadersAsync("13", "trace-bin", ("trace-bin", "qw"), ("trace-bin", "*"));

    [TestMethod]
    public async Task BinaryHeader_Repeated_IsAllItsValues()
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            server.Probe.OnAsk = (_, context) => Task.FromResult(new Answer { Payload = [.. context.RequestHeaders.GetAll("trace-bin").SelectMany(e => (byte[])[(byte)e.ValueBytes.Length, .. e.ValueBytes])] });
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, ("trace-bin", "qw"), ("trace-bin", "q6s=, qw=="), ("trace-bin", "")));
            await stream.SendAsync(TwoFields, end: true);
            RawEnd end = await stream.EndAsync();
            Assert.AreEqual("0", end.Status, end.Message);
            byte[] expected =
            [
                0, 0, 0, 0, 10, 0x12, 8, // frame, field 2
                1, 0xAB,
                2, 0xAB, 0xAB,
                1, 0xAB,
                0,
            ];
            CollectionAssert.AreEqual(expected, end.Body);
        });
    }

    [TestMethod]
    public async Task Encoding_NotKnown_IsUnimplementedAndTellsTheKnown()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, ("grpc-encoding", "lzma")));
            await stream.SendAsync(TwoFields, end: true);
            RawEnd end = await stream.EndAsync();
            AssertRefused(end, "12", "lzma");
            Assert.Contains("gzip", end.Blocks.Single()["grpc-accept-encoding"]);
        });
    }

    [TestMethod]
    public async Task Stream_NeverRead_IsResetAlone()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        server.Probe.OnStream = (_, _) => Flood();
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer { Payload = new byte[1_000_000] });
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        foreach (string path in new[] { RawCall.Stream, RawCall.Ask })
        {
            RawStream stream = connection.NewStream(givesCredit: false);
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields, end: true);
            await stream.ReceiveAsync(65_535);
            await witness.AssertWellAsync();
            Assert.AreEqual(Cancel, (await stream.EndAsync()).Reset);
            await witness.AssertWellAsync();
        }

        await witness.EndAsync();
    }

    [TestMethod]
    public async Task Request_NeverSentToItsEnd_IsResetAlone()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(300));
        server.Log.Expect("ClientStalled");
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        foreach (string path in Paths)
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields.AsSpan(0, 6));
            Assert.AreEqual(Cancel, (await stream.EndAsync()).Reset, path);
            await witness.AssertWellAsync();
        }

        await witness.EndAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Paths))]
    public async Task Reset_RightAfterTheHeaders_EndsThatCallAlone(string path)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            // No more than 50: Kestrel takes 200 resets for an attack.
            for (int i = 0; i < 50; i++)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(path);
                await stream.ResetAsync(i % 2 == 0 ? Cancel : NoError);
            }
        });
    }

    [TestMethod]
    public async Task Reset_BetweenTwoMessagesOfOneRead_IsNoFailureOfTheHandler()
    {
        // In the moment after a reset the request is gone, and nobody has told the call. A reset from this side gives that
        // moment to the handler. The server's log, which has to be clean, would tell of an exception of the transport.
        await WithWitnessAsync(async (server, connection) =>
        {
            var ends = Channel.CreateUnbounded<Exception?>();
            server.Probe.OnCollect = async (questions, context) =>
            {
                await using IAsyncEnumerator<Question> reader = questions.GetAsyncEnumerator();
                Assert.IsTrue(await reader.MoveNextAsync());
                context.GetHttpContext().Features.GetRequiredFeature<IHttpResetFeature>().Reset(Cancel);
                Exception? end = null;
                try
                {
                    while (await reader.MoveNextAsync())
                    {
                    }
                }
                catch (Exception e)
                {
                    end = e;
                }

                ends.Writer.TryWrite(end);
                throw end ?? new InvalidOperationException("The requests had an end.");
            };
            for (int i = 0; i < 20; i++)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(RawCall.Collect);
                await stream.SendAsync([.. TwoFields, .. TwoFields]);
                Assert.AreEqual(Cancel, (await stream.EndAsync()).Reset);
                Assert.IsInstanceOfType<OperationCanceledException>(await ends.Reader.ReadAsync().AsTask().WaitAsync(ProbeServer.Patience));
            }
        });
    }

    [TestMethod]
    [DataRow(RawCall.Collect)]
    [DataRow(RawCall.Talk)]
    public async Task Reset_OfARunningCall_CancelsItsHandler(string path)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            server.Probe.OnCollect = async (_, context) =>
            {
                await WaitForEverAsync(context);
                return new Answer();
            };
            server.Probe.OnTalk = (_, context) => Silence(context);
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(path);
            await stream.SendAsync(TwoFields);
            await stream.ResetAsync(Cancel);
            await cancelled.Task.WaitAsync(ProbeServer.Patience);

            async Task WaitForEverAsync(ServerCallContext context)
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelled.SetResult();
            }

            async IAsyncEnumerable<Answer> Silence(ServerCallContext context)
            {
                await WaitForEverAsync(context);
                yield break;
            }
        });
    }

    [TestMethod]
    public async Task ContentLength_ThatIsWrong_EndsThatCallAlone()
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string length in new[] { "1", "100" })
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(With(RawCall.Ask, ("content-length", length)));
                await stream.SendAsync(TwoFields, end: true);
                Assert.AreEqual(0x1, (await stream.EndAsync()).Reset, "PROTOCOL_ERROR");
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    public async Task Headers_LongButWithinTheLimit_AreTaken()
    {
        await WithWitnessAsync(async (_, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, ("note", new string('x', 20_000))));
            await stream.SendAsync(TwoFields, end: true);
            await AssertEchoAsync(stream, "20,000 bytes of headers");
        });
    }

    [TestMethod]
    [DataRow(150, 10, DisplayName = "too many")]
    [DataRow(40, 1_000, DisplayName = "too long together")]
    public async Task Headers_OverTheLimit_AreRefusedAsHttpDoes(int count, int length)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            RawStream stream = connection.NewStream();
            await stream.SendHeadersAsync(With(RawCall.Ask, [.. Enumerable.Range(0, count).Select(i => ($"note-{i}", new string('x', length)))]));
            await stream.SendAsync(TwoFields, end: true);
            Assert.AreEqual("431", (await stream.EndAsync()).HttpStatus);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    [TestMethod]
    [DataRow(40_000)]
    [DataRow(1_000_000)]
    public async Task Header_OverTheLimitByItself_EndsTheConnectionAndNoOther(int length)
    {
        // A header block that is not read to its end leaves a connection without a common state (RFC 9113, section 4.3).
        await using ProbeServer server = await ProbeServer.StartAsync();
        await using RawConnection other = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(other);
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        RawStream stream = connection.NewStream();
        try
        {
            await stream.SendHeadersAsync(With(RawCall.Ask, ("note", new string('x', length))));
        }
        catch (IOException)
        {
            // Closed before all had been sent.
        }

        await connection.EndAsync();
        await witness.AssertWellAsync();
        await witness.EndAsync();
        Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
    }

    [TestMethod]
    public async Task Http1_OnAnHttp2Port_IsToldSoAndDisturbsNobody()
    {
        await WithWitnessAsync(async (server, _) =>
        {
            var address = new Uri(server.Address);
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(address.Host, address.Port).WaitAsync(ProbeServer.Patience);
            await using NetworkStream network = tcp.GetStream();
            await network.WriteAsync("POST /test.Probe/Ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/grpc\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0"u8.ToArray());
            using var reader = new StreamReader(network, Encoding.ASCII);
            string answer = await reader.ReadToEndAsync().WaitAsync(ProbeServer.Patience);
            Assert.StartsWith("HTTP/1.1 400 ", answer);
            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    private static async Task WithWitnessAsync(Func<ProbeServer, RawConnection, Task> act)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        await act(server, connection);
        await witness.AssertWellAsync();
        await witness.EndAsync();
    }

    private static async Task ExpectHttpAsync(string status, Func<Dictionary<string, string>, IEnumerable<(string, string)>> change)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string path in Paths)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(change(RawStream.Headers(path)));
                await stream.SendAsync(TwoFields, end: true);
                Assert.AreEqual(status, (await stream.EndAsync()).HttpStatus, path);
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    private static async Task RefuseHeadersAsync(string status, string said, params (string, string)[] headers)
    {
        await WithWitnessAsync(async (server, connection) =>
        {
            foreach (string path in Paths)
            {
                RawStream stream = connection.NewStream();
                await stream.SendHeadersAsync(With(path, headers));
                await stream.SendAsync(TwoFields, end: true);
                AssertRefused(await stream.EndAsync(), status, said);
            }

            Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
        });
    }

    private static void AssertRefused(RawEnd end, string status, string said)
    {
        Assert.IsTrue(end.IsTrailersOnly, $"{end.Blocks.Count} header blocks, {end.Body.Length} bytes, reset with {end.Reset}");
        Assert.AreEqual("200", end.HttpStatus);
        Assert.AreEqual(status, end.Status, end.Message);
        Assert.Contains(said, end.Message);
    }

    private static async Task AssertEchoAsync(RawStream stream, string what)
    {
        RawEnd end = await stream.EndAsync();
        Assert.IsNull(end.Reset, what);
        Assert.AreEqual("0", end.Status, what);
        CollectionAssert.AreEqual(TwoFields, end.Body, what);
    }

    private static IEnumerable<(string Name, string Value)> With(string path, params (string, string)[] more) =>
        RawStream.Headers(path).Select(h => (h.Key, h.Value)).Concat(more);

    private static IEnumerable<(string Name, string Value)> Change(Dictionary<string, string> headers, string name, string? value)
    {
        headers.Remove(name);
        if (value is not null)
        {
            headers.Add(name, value);
        }

        // Pseudo-headers come first (RFC 9113, section 8.3).
        return headers.Select(h => (h.Key, h.Value)).OrderByDescending(h => h.Key[0] == ':');
    }

    private static async IAsyncEnumerable<Answer> Flood()
    {
        await Task.CompletedTask;
        byte[] payload = new byte[10_000];
        while (true)
        {
            yield return new Answer { Payload = payload };
        }
    }
}
