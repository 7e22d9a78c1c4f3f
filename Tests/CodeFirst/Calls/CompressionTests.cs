using System.Collections.Concurrent;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;

namespace Tests.CodeFirst.Calls;

/// <summary>Messages compressed each way, by the call's choice and by the message's.</summary>
[TestClass]
public sealed class CompressionTests
{
    private const int Large = 100_000;

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Request_OfACallThatCompresses_ArrivesWholeFromFewBytes(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        (bool Compressed, string? Named) seen = default;
        server.Probe.OnAsk = (question, call) =>
        {
            seen = (call.IsRequestCompressed, call.GetHttpContext().Request.Headers["grpc-encoding"].FirstOrDefault());
            return Task.FromResult(new Answer { Number = question.Payload.Length });
        };
        var options = default(CallOptions).WithRequestCompression(encoding);
        Answer answer = await server.Client.Ask(new Question { Payload = new byte[Large] }, options);
        Assert.AreEqual(Large, answer.Number);
        Assert.AreEqual((true, encoding), seen);
    }

    [TestMethod]
    public async Task Request_OfAnOrdinaryCall_IsNotCompressed()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        (bool Compressed, string? Named) seen = (true, "");
        server.Probe.OnAsk = (_, call) =>
        {
            seen = (call.IsRequestCompressed, call.GetHttpContext().Request.Headers["grpc-encoding"].FirstOrDefault());
            return Task.FromResult(new Answer());
        };
        await server.Client.Ask(new Question { Payload = new byte[Large] });
        Assert.AreEqual((false, null), seen);
    }

    [TestMethod]
    public async Task Request_ThatWouldGrow_GoesAsItIs()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        bool? compressed = null;
        server.Probe.OnAsk = (_, call) =>
        {
            compressed = call.IsRequestCompressed;
            return Task.FromResult(new Answer());
        };
        await server.Client.Ask(new Question { Number = 5 }, default(CallOptions).WithRequestCompression("gzip"));
        Assert.IsFalse(compressed);
    }

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Requests_OfAStream_AreCompressedUnlessOneSaysNot(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var seen = new ConcurrentQueue<bool>();
        server.Probe.OnCollect = async (questions, call) =>
        {
            int sum = 0;
            await foreach (Question question in questions)
            {
                seen.Enqueue(call.IsRequestCompressed);
                sum += question.Payload.Length;
            }

            return new Answer { Number = sum };
        };
        var context = new CallContext(default(CallOptions).WithRequestCompression(encoding));
        Answer answer = await server.Client.Collect(QuestionsAsync(context), context);
        Assert.AreEqual(3 * Large, answer.Number);
        CollectionAssert.AreEqual(new[] { true, false, true }, seen.ToArray());

        static async IAsyncEnumerable<Question> QuestionsAsync(CallContext context)
        {
            await Task.CompletedTask;
            yield return new Question { Payload = new byte[Large] };
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            yield return new Question { Payload = new byte[Large] };
            context.WriteOptions = null;
            yield return new Question { Payload = new byte[Large] };
        }
    }

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Response_OfAServerThatCompresses_ArrivesWhole(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = encoding);
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        Answer answer = await server.Client.Ask(new Question { Payload = new byte[Large] }, context);
        Assert.HasCount(Large, answer.Payload);
        Assert.IsTrue(context.IsResponseCompressed());
    }

    [TestMethod]
    public async Task Response_OfACallThatChoosesNot_IsNotCompressed()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        server.Probe.OnAsk = (question, call) =>
        {
            call.ResponseCompression = null;
            return Task.FromResult(new Answer { Payload = question.Payload });
        };
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        await server.Client.Ask(new Question { Payload = new byte[Large] }, context);
        Assert.IsFalse(context.IsResponseCompressed());
    }

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Responses_OfACallThatChooses_AreCompressedUnlessOneSaysNot(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, call) => AnswersAsync(call, encoding);
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        var seen = new List<bool>();
        await foreach (Answer answer in server.Client.Stream(new Question(), context))
        {
            Assert.HasCount(Large, answer.Payload);
            seen.Add(context.IsResponseCompressed());
        }

        CollectionAssert.AreEqual(new[] { true, false, true }, seen);

        static async IAsyncEnumerable<Answer> AnswersAsync(ServerCallContext call, string encoding)
        {
            await Task.CompletedTask;
            call.ResponseCompression = encoding;
            yield return new Answer { Payload = new byte[Large] };
            call.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            yield return new Answer { Payload = new byte[Large] };
            call.WriteOptions = null;
            yield return new Answer { Payload = new byte[Large] };
        }
    }

    [TestMethod]
    [DataRow(null, null)]
    [DataRow("identity,br", null)]
    [DataRow("", null)]
    [DataRow("identity", null)]
    [DataRow("GZIP", null)]
    [DataRow("gzip;q=1", null, DisplayName = "a weight, which gRPC does not have")]
    [DataRow("identity, gzip ,br", "gzip")]
    [DataRow("identity;q=0,gzip", "gzip")]
    public async Task Response_IsCompressed_OnlyForAClientThatAcceptsIt(string? acceptEncoding, string? expected)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer { Payload = new byte[Large] });
        using var call = new RawCall(server.Address);
        if (acceptEncoding is not null)
        {
            call.Headers["grpc-accept-encoding"] = acceptEncoding;
        }

        RawResponse response = await call.SendAsync([0, 0, 0, 0, 0]);
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
        Assert.AreEqual(expected, response.Headers.GetValueOrDefault("grpc-encoding"));
        Assert.AreEqual(expected is null ? 0 : 1, response.Body[0], "the message's flag");
        Assert.AreEqual(expected is null, response.Body.Length > Large, "a message of zeros is short when compressed");
    }

    [TestMethod]
    public async Task ResponseCompression_SetAfterTheHeaders_IsRefused()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (_, call) =>
        {
            await call.WriteResponseHeadersAsync([]);
            InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => call.ResponseCompression = "gzip");
            Assert.Contains("headers have been sent", error.Message);
            return new Answer();
        };
        await server.Client.Ask(new Question());
    }

    [TestMethod]
    public async Task ResponseCompression_WithHeadersSentEarly_IsNamedInThem()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = async (question, call) =>
        {
            call.ResponseCompression = "gzip";
            await call.WriteResponseHeadersAsync([]);
            return new Answer { Payload = question.Payload };
        };
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        Assert.HasCount(Large, (await server.Client.Ask(new Question { Payload = new byte[Large] }, context)).Payload);
        Assert.IsTrue(context.IsResponseCompressed());
    }

    [TestMethod]
    public void Encoding_ThatTheRuntimeHasNot_IsRefusedByName()
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => default(CallOptions).WithRequestCompression("zstd"));
        Assert.Contains("'zstd'", error.Message);
        Assert.Contains("identity,gzip,deflate,br", error.Message);
    }

    [TestMethod]
    public async Task Request_InAKnownEncoding_IsToldWhatElseIsKnown()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = "gzip";
        RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, CompressedBytes.Gzip([0x08, 7])));
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 2, 0x08, 7 }, response.Body);
        Assert.AreEqual("identity,gzip,deflate,br", response.Headers["grpc-accept-encoding"]);
    }

    [TestMethod]
    [DataRow("gzip")]
    [DataRow("deflate")]
    public async Task Request_ThatIsEmptyWhenCompressedToo_IsTheEmptyMessage(string encoding)
    {
        // What .NET's streams make of no bytes is no bytes, and other runtimes on .NET send that with the flag.
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        Assert.AreEqual("0", (await call.SendAsync([1, 0, 0, 0, 0])).Trailers["grpc-status"]);
    }

    [TestMethod]
    public async Task Request_OfSeveralMembersOfGzip_IsOneMessage()
    {
        // RFC 1952, section 2.2.
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = "gzip";
        byte[] members = [.. CompressedBytes.Gzip([0x08]), .. CompressedBytes.Gzip([7])];
        RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, members));
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 2, 0x08, 7 }, response.Body);
    }

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Request_OfAnyLength_ArrivesWhole(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var random = new Random(1);
        var options = default(CallOptions).WithRequestCompression(encoding);
        foreach (int length in new[] { 0, 1, 100, 4091, 4096, 8192, 65_536, 1_000_000 })
        {
            // Half of it compresses and half does not.
            byte[] payload = new byte[length];
            random.NextBytes(payload.AsSpan(length / 2));
            Answer answer = await server.Client.Ask(new Question { Payload = payload }, options).WaitAsync(ProbeServer.Patience);
            Assert.IsTrue(payload.AsSpan().SequenceEqual(answer.Payload), $"{length} bytes");
        }
    }
}
