using Microsoft.AspNetCore.Http;

namespace Tests.CodeFirst.Streams;

/// <summary>
/// Compressed messages that are more than they may be, or not what they say. Alone, since what others allocate counts too.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class DecompressionTests
{
    private const int Little = 16 << 20;

    public static IEnumerable<object[]> Encodings => CompressedBytes.Encodings;

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Request_OfAGigabyteOfZeros_CostsTheServerLittle(string encoding)
    {
        byte[] bomb = CompressedBytes.Bomb(encoding);
        await using ProbeServer server = await ProbeServer.StartAsync();
        foreach (string path in new[] { RawCall.Ask, RawCall.Collect })
        {
            using var call = new RawCall(server.Address) { Path = path };
            call.Headers["grpc-encoding"] = encoding;
            await call.SendAsync([0, 0, 0, 0, 0]);

            long before = GC.GetTotalAllocatedBytes(precise: true);
            RawResponse response = await call.SendAsync(bomb);
            long taken = GC.GetTotalAllocatedBytes(precise: true) - before;

            Assert.AreEqual("8", response.Status, response.Message);
            Assert.IsLessThan(Little, taken, "bytes allocated for one call");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Response_OfAGigabyteOfZeros_CostsTheClientLittle(string encoding)
    {
        byte[] bomb = CompressedBytes.Bomb(encoding);
        await using ScriptedServer server = await ScriptedServer.StartAsync(http => AnswerAsync(http, encoding, bomb));
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => server.Client.Ask(new Question()).Patiently(),
            async () => await server.Client.Stream(new Question()).Patiently().CountAsync(),
        })
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(call);
            long taken = GC.GetTotalAllocatedBytes(precise: true) - before;

            Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode, error.ToString());
            Assert.IsLessThan(Little, taken, "bytes allocated for one call");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Messages_AtTheLimit_AreTakenAndOneByteMoreIsNot(string encoding)
    {
        const int limit = 1000;
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxReceiveMessageSize = limit);
        await using ScriptedServer scripted = await ScriptedServer.StartAsync(http => AnswerAsync(http, encoding, FrameOf(http)));
        using GrpcChannel limited = Contracts.Connect(scripted.Address, new GrpcChannelOptions { MaxReceiveMessageSize = limit });
        IProbe client = Contracts.Create<IProbe>(limited);
        foreach (int length in new[] { limit, limit + 1 })
        {
            using var call = new RawCall(server.Address);
            call.Headers["grpc-encoding"] = encoding;
            Assert.AreEqual(length == limit ? "0" : "8", (await call.SendAsync(Frame(length))).Status, $"{length} bytes to the server");

            var context = new CallOptions(new Metadata { { "length", $"{length}" } });
            Task<Answer> asking = client.Ask(new Question(), context).Patiently();
            if (length == limit)
            {
                Assert.HasCount(length - 3, (await asking).Payload);
            }
            else
            {
                Assert.AreEqual(StatusCode.ResourceExhausted, (await Assert.ThrowsExactlyAsync<RpcException>(() => asking)).StatusCode);
            }
        }

        byte[] FrameOf(HttpContext http) => Frame(int.Parse(http.Request.Headers["length"]!, null));

        // Tag and length of the payload are three bytes.
        byte[] Frame(int length) => CompressedBytes.Frame(1,
            CompressedBytes.Of(encoding, [0x12, (byte)((length - 3) | 0x80), (byte)((length - 3) >> 7), .. new byte[length - 3]]));
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Request_CutOffAnywhere_IsInternal(string encoding)
    {
        byte[] whole = CompressedBytes.Of(encoding, [0x08, 5], [0x12, 4, 1, 2, 3, 4]);
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        Assert.AreEqual("0", (await call.SendAsync(CompressedBytes.Frame(1, whole))).Status);
        for (int length = 1; length < whole.Length; length++)
        {
            RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, whole[..length]));
            Assert.AreEqual("13", response.Status, $"{length} of {whole.Length} bytes: {response.Message}");
        }

        Assert.AreEqual(1, server.Probe.Calls);
    }

    [TestMethod]
    [DataRow("gzip", "00", DisplayName = "gzip, and a zero")]
    [DataRow("gzip", "1F8B", DisplayName = "gzip, and what another member begins with")]
    [DataRow("deflate", "789C", DisplayName = "deflate, and what another stream begins with")]
    [DataRow("br", "00", DisplayName = "br, and a zero")]
    public async Task Request_WithMoreThanItsCompressedBytes_IsInternal(string encoding, string more)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        RawResponse response =
            await call.SendAsync(CompressedBytes.Frame(1, [.. CompressedBytes.Of(encoding, [0x08, 5]), .. Convert.FromHexString(more)]));
        Assert.AreEqual("13", response.Status, response.Message);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Messages_GoBothWaysInEveryEncoding(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = encoding);
        string? seen = null;
        server.Probe.OnEveryCall = call => seen = call.GetHttpContext().Request.Headers["grpc-encoding"];
        var context = new CallOptions(new Metadata { { "grpc-internal-encoding-request", encoding } });
        var questions = new Questions(100, make: i => new Question { Number = i, Payload = new byte[i * 100] });
        int next = 0;
        await foreach (Answer answer in server.Client.Talk(questions, context).Patiently())
        {
            Assert.HasCount(next * 100, answer.Payload);
            Assert.AreEqual(next++, answer.Number);
        }

        Assert.AreEqual(100, next);
        Assert.AreEqual(encoding, seen);
    }

    private static async Task AnswerAsync(HttpContext http, string encoding, byte[] frame)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-encoding"] = encoding;
        await http.Response.Body.WriteAsync(frame);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
