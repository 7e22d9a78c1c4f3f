using System.IO.Compression;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Engine;

/// <summary>
/// Compressed messages: the limit of received messages is grpc-dotnet's and holds for what they become, Brotli included. Alone, since what
/// others allocate counts too.
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
        foreach (string path in new[] { ProbePath.Ask, ProbePath.Collect })
        {
            await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
            await connection.CallAsync(path, [0, 0, 0, 0, 0], ("grpc-encoding", encoding));

            long before = GC.GetTotalAllocatedBytes(precise: true);
            RawEnd response = await connection.CallAsync(path, bomb, ("grpc-encoding", encoding));
            long taken = GC.GetTotalAllocatedBytes(precise: true) - before;

            Assert.AreEqual("8", response.Status, response.Message);
            Assert.IsLessThan(Little, taken, "bytes allocated for one call");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Request_WithoutALimit_CostsWhatItBecomes(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxReceiveMessageSize = null);
        server.Log.Expect("ErrorExecutingServiceMethod");
        byte[] bomb = CompressedBytes.Bomb(encoding, 64);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await RawConnection.CallAsync(server.Address, ProbePath.Ask, bomb, ("grpc-encoding", encoding));
        Assert.IsGreaterThan(64 << 20, GC.GetTotalAllocatedBytes(precise: true) - before, "bytes allocated for one call");
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
    public async Task Requests_AtTheLimitOfTheirService_AreTakenAndOneByteMoreIsNot(string encoding)
    {
        const int limit = 1000;
        await using ProbeServer server = await ProbeServer.StartAsync(
            o => o.MaxReceiveMessageSize = 100,
            services => services.AddGrpc().AddServiceOptions<Probe>(o => o.MaxReceiveMessageSize = limit));
        foreach (int length in new[] { limit, limit + 1 })
        {
            byte[] request = Zeros(encoding, length);
            RawEnd end = await RawConnection.CallAsync(server.Address, ProbePath.Ask, request, ("grpc-encoding", encoding));
            Assert.AreEqual(length == limit ? "0" : "8", end.Status, $"{length} bytes");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Responses_AtTheLimitOfTheChannel_AreTakenAndOneByteMoreIsNot(string encoding)
    {
        const int limit = 1000;
        int length = limit;
        await using ScriptedServer server = await ScriptedServer.StartAsync(http => AnswerAsync(http, encoding, Zeros(encoding, length)));
        using GrpcChannel limited = Contracts.Connect(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = limit });
        IProbe client = Contracts.Create<IProbe>(limited);
        Assert.HasCount(limit - 3, (await client.Ask(new Question()).Patiently()).Payload);
        Assert.HasCount(limit - 3, (await client.Stream(new Question()).Patiently().SingleAsync()).Payload);

        length++;
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => client.Ask(new Question()).Patiently(),
            async () => await client.Stream(new Question()).Patiently().CountAsync(),
        })
        {
            Assert.AreEqual(StatusCode.ResourceExhausted, (await Assert.ThrowsExactlyAsync<RpcException>(call)).StatusCode);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Messages_InEveryEncoding_GoBothWays(string encoding)
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

    [TestMethod]
    [DynamicData(nameof(Encodings))]
    public async Task Messages_ThatAreNotInTheirEncoding_FailAsGrpcDotnetHasIt(string encoding)
    {
        byte[] frame = CompressedBytes.Frame(1, [.. Enumerable.Repeat((byte)0xFF, 20)]);
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Log.Expect("ErrorExecutingServiceMethod");
        RawEnd end = await RawConnection.CallAsync(server.Address, ProbePath.Ask, frame, ("grpc-encoding", encoding));
        Assert.AreEqual("2", end.Status);
        Assert.AreEqual(0, server.Probe.Calls);

        await using ScriptedServer scripted = await ScriptedServer.StartAsync(http => AnswerAsync(http, encoding, frame));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => scripted.Client.Ask(new Question()).Patiently());
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
        error = await Assert.ThrowsExactlyAsync<RpcException>(
            async () => await scripted.Client.Stream(new Question()).Patiently().CountAsync());
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
    }

    [TestMethod]
    public async Task Provider_OfTheApplication_StaysInThePlaceOfOurs()
    {
        var server = new Counting();
        var client = new Counting();
        await using ProbeServer probe = await ProbeServer.StartAsync(o => o.CompressionProviders.Add(server));
        using GrpcChannel channel = Contracts.Connect(probe.Address, new GrpcChannelOptions { CompressionProviders = [client] });
        var context = new CallOptions(new Metadata { { "grpc-internal-encoding-request", "br" } });
        await Contracts.Create<IProbe>(channel).Ask(new Question { Number = 3 }, context).Patiently();
        Assert.AreEqual((1, 1), (client.Compressed, server.Decompressed));
    }

    private static async Task AnswerAsync(HttpContext http, string encoding, byte[] frame)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-encoding"] = encoding;
        await http.Response.Body.WriteAsync(frame);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>A message of so many bytes, tag and length of its payload of zeros being three of them.</summary>
    private static byte[] Zeros(string encoding, int length) => CompressedBytes.Frame(
        1, CompressedBytes.Of(encoding, [0x12, (byte)((length - 3) | 0x80), (byte)((length - 3) >> 7), .. new byte[length - 3]]));

    private sealed class Counting : ICompressionProvider
    {
        public string EncodingName => "br";

        public int Compressed { get; private set; }

        public int Decompressed { get; private set; }

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        {
            Compressed++;
            return new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        }

        public Stream CreateDecompressionStream(Stream stream)
        {
            Decompressed++;
            return new BrotliStream(stream, CompressionMode.Decompress);
        }
    }
}
