using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;
using Microsoft.AspNetCore.Http;

namespace Tests.Runtime.Calls;

/// <summary>Messages compressed each way, by the call's choice and by the message's, and what is made of those that are not what they say.</summary>
[TestClass]
public sealed class CompressionTests
{
    private const int Large = 100_000;

    public static IEnumerable<object[]> Encodings => [["gzip"], ["deflate"], ["br"]];

    [TestMethod]
    [DynamicData(nameof(Encodings))]
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
    [DynamicData(nameof(Encodings))]
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
    [DynamicData(nameof(Encodings))]
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
    [DynamicData(nameof(Encodings))]
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
    [DataRow("identity, gzip ,br", "gzip")]
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
    public async Task Request_InAnUnknownEncoding_IsUnimplementedAndToldWhatIsKnown()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = "zstd";
        RawResponse response = await call.SendAsync([1, 0, 0, 0, 1, 0]);
        Assert.AreEqual("12", response.TrailersOnlyStatus);
        Assert.Contains("zstd", response.TrailersOnlyMessage!);
        Assert.AreEqual("identity,gzip,deflate,br", response.Headers["grpc-accept-encoding"]);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Request_InAKnownEncoding_IsToldWhatElseIsKnown()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = "gzip";
        RawResponse response = await call.SendAsync(Frame(1, Gzip([0x08, 7])));
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 2, 0x08, 7 }, response.Body);
        Assert.AreEqual("identity,gzip,deflate,br", response.Headers["grpc-accept-encoding"]);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("identity")]
    public async Task Request_FlaggedWithoutAnEncoding_IsInternal(string? encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        if (encoding is not null)
        {
            call.Headers["grpc-encoding"] = encoding;
        }

        Assert.AreEqual("13", (await call.SendAsync(Frame(1, Gzip([0x08, 7])))).TrailersOnlyStatus);
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Request_ThatIsNotWhatItSays_IsInternal(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        RawResponse response = await call.SendAsync(Frame(1, "this is no such format"u8.ToArray()));
        Assert.AreEqual("13", response.TrailersOnlyStatus, response.TrailersOnlyMessage);
        Assert.Contains($"'{encoding}'", response.TrailersOnlyMessage!);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Request_CutOffInItsCompressedBytes_IsInternal()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = "gzip";
        byte[] message = Gzip([0x12, 4, 1, 2, 3, 4]);
        RawResponse response = await call.SendAsync(Frame(1, message[..(message.Length / 2)]));
        Assert.AreEqual("13", response.TrailersOnlyStatus, response.TrailersOnlyMessage);
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Request_CutOffAnywhere_IsInternal(string encoding)
    {
        // Flushed in the middle, so that a part of it is a message of its own by its bytes, though not by its format.
        using var target = new MemoryStream();
        using (Stream compressing = Compress(encoding, target))
        {
            compressing.Write([0x08, 5]);
            compressing.Flush();
            compressing.Write([0x12, 4, 1, 2, 3, 4]);
        }

        byte[] whole = target.ToArray();
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        Assert.AreEqual("0", (await call.SendAsync(Frame(1, whole))).Trailers["grpc-status"]);
        for (int length = 0; length < whole.Length; length++)
        {
            RawResponse response = await call.SendAsync(Frame(1, whole[..length]));
            Assert.AreEqual("13", response.TrailersOnlyStatus, $"{length} of {whole.Length} bytes: {response.TrailersOnlyMessage}");
        }

        Assert.AreEqual(1, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Response_CutOff_IsInternal()
    {
        byte[] whole = Gzip([0x08, 7]);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = "gzip";
            await http.Response.Body.WriteAsync(Frame(1, whole[..^4]));
            http.Response.AppendTrailer("grpc-status", "0");
        });
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
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

    [TestMethod]
    [DataRow(1000, true)]
    [DataRow(1001, false)]
    public async Task Request_AtTheLimitWhenDecompressed(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxReceiveMessageSize = 1000);
        Task<Answer> asking = server.Client.Ask(new Question { Payload = new byte[length - 3] }, default(CallOptions).WithRequestCompression("gzip"));
        if (taken)
        {
            Assert.HasCount(length - 3, (await asking).Payload);
            return;
        }

        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => asking);
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Contains("limit of 1000 bytes when decompressed", error.Status.Detail);
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Request_OfAGigabyteOfZeros_CostsTheServerLittle(string encoding)
    {
        byte[] bomb = Bombs.Of(encoding);
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        await call.SendAsync([0, 0, 0, 0, 0]);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        RawResponse response = await call.SendAsync(bomb);
        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.AreEqual("8", response.TrailersOnlyStatus, response.TrailersOnlyMessage);
        Assert.Contains("4194304", response.TrailersOnlyMessage!);
        Assert.IsLessThan(16 << 20, taken, "bytes allocated for one call");
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Response_OfAGigabyteOfZeros_CostsTheClientLittle(string encoding)
    {
        byte[] bomb = Bombs.Of(encoding);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = encoding;
            await http.Response.Body.WriteAsync(bomb);
            http.Response.AppendTrailer("grpc-status", "0");
        });

        long before = GC.GetTotalAllocatedBytes(precise: true);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode, error.Status.Detail);
        Assert.IsLessThan(16 << 20, taken, "bytes allocated for one call");
    }

    [TestMethod]
    public async Task Response_InAnEncodingNotOffered_IsInternal()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = "zstd";
            await http.Response.Body.WriteAsync(Frame(0, [0x08, 7]));
            http.Response.AppendTrailer("grpc-status", "0");
        });
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
        Assert.Contains("'zstd'", error.Status.Detail);
    }

    private static byte[] Gzip(byte[] message)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(message);
        }

        return target.ToArray();
    }

    private static Stream Compress(string encoding, Stream target) => encoding switch
    {
        "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
        "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
        _ => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
    };

    private static byte[] Frame(byte flag, byte[] message)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    /// <summary>A message of a gigabyte of zeros, in its frame, made once for each encoding.</summary>
    private static class Bombs
    {
        private static readonly ConcurrentDictionary<string, byte[]> Made = new();

        public static byte[] Of(string encoding) => Made.GetOrAdd(encoding, static name =>
        {
            using var target = new MemoryStream();
            using (Stream compressing = Compress(name, target))
            {
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < 1024; i++)
                {
                    compressing.Write(zeros);
                }
            }

            Assert.IsLessThan(4 << 20, (int)target.Length, "or it would be refused for its compressed length");
            return Frame(1, target.ToArray());
        });
    }
}
