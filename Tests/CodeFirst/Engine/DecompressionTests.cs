using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ProtoBuf.Grpc;
using ProtoBuf.Grpc.Server;

namespace Tests.CodeFirst.Engine;

/// <summary>Decompression, which is grpc-dotnet's, ends at the limit of received messages.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DecompressionTests
{
    private const int Limit = 100_000;

    private static readonly Dictionary<string, Func<Stream, Stream>> Compressors = new()
    {
        ["gzip"] = to => new GZipStream(to, CompressionLevel.Optimal, true),
        ["deflate"] = to => new ZLibStream(to, CompressionLevel.Optimal, true),
    };

    [TestMethod]
    [DataRow("gzip")]
    [DataRow("deflate")]
    public async Task Message_CompressedByEitherSide_Arrives(string encoding)
    {
        await using PlantServer server = await PlantServer.StartAsync(true, builder => builder.Services.Configure<Grpc.AspNetCore.Server.GrpcServiceOptions>(o => o.ResponseCompressionAlgorithm = encoding));
        using GrpcChannel channel = server.CreateChannel(true);
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, true);
        var compressed = new CallContext(new CallOptions(new Metadata { { "grpc-internal-encoding-request", encoding } }));
        Part made = await plant.Make(new Order { Load = new byte[50_000], Size = 60_000 }, compressed);
        Assert.AreEqual((50_000, 60_000), (made.Number, made.Load.Length));
        Assert.AreEqual(300, await plant.MakeMany(new Order { Count = 300, Size = 100 }, compressed).CountAsync());
    }

    [TestMethod]
    [DataRow("gzip", true)]
    [DataRow("deflate", true)]
    [DataRow("gzip", false)]
    [DataRow("deflate", false)]
    public async Task Message_LongerThanTheLimit_IsRefused(string encoding, bool toServer)
    {
        byte[] compressed = Compress(encoding, Message(Limit + 1, toServer));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => toServer ? SendAsync(encoding, compressed) : ReceiveAsync(encoding, compressed));
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
        byte[] fits = Compress(encoding, Message(Limit, toServer));
        Assert.AreEqual(Limit - 4, await (toServer ? SendAsync(encoding, fits) : ReceiveAsync(encoding, fits)));
    }

    [TestMethod]
    [DataRow("gzip", true)]
    [DataRow("gzip", false)]
    public async Task Bomb_OfOneGigabyte_TakesNoMoreThanTheLimit(string encoding, bool toServer)
    {
        byte[] bomb = Bomb(encoding, 1 << 30);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => toServer ? SendAsync(encoding, bomb, 4 << 20) : ReceiveAsync(encoding, bomb, 4 << 20));
        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.IsLessThan(16L << 20, taken - (2 * bomb.Length), "bytes");
    }

    private static async Task<int> SendAsync(string encoding, byte[] compressed, int limit = Limit)
    {
        await using PlantServer server = await PlantServer.StartAsync(
            true, builder => builder.Services.AddCodeFirstGrpc(options => options.MaxReceiveMessageSize = limit));
        return await SendAsync(server, encoding, compressed);
    }

    private static async Task<int> SendAsync(PlantServer server, string encoding, byte[] compressed)
    {
        // A provider whose compression gives the bytes of the test, whatever the message is.
        using GrpcChannel channel = server.CreateChannel(false, options => options.CompressionProviders = [new Canned(encoding, compressed)]);
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, false);
        return (await plant.Make(new Order(), new CallContext(new CallOptions(new Metadata { { "grpc-internal-encoding-request", encoding } })))).Number;
    }

    private static async Task<int> ReceiveAsync(string encoding, byte[] compressed, int limit = Limit)
    {
        await using PlantServer server = await PlantServer.StartAsync(false, use: app => app.Use(_ => async http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = encoding;
            byte[] prefix = [1, 0, 0, 0, 0];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), compressed.Length);
            await http.Response.BodyWriter.WriteAsync(prefix);
            await http.Response.BodyWriter.WriteAsync(compressed);
            http.Response.AppendTrailer("grpc-status", "0");
        }));
        using GrpcChannel channel = server.CreateChannel(true, options => options.MaxReceiveMessageSize = limit);
        return (await PlantServer.CreateClient<IPlant>(channel, true).MakeMany(new Order()).SingleAsync()).Load.Length;
    }

    /// <summary>A message of so many bytes: a load of four bytes less, in the field that Order or Part has it in.</summary>
    private static byte[] Message(int size, bool toServer = true)
    {
        byte[] message = new byte[size];
        int load = size - 4;
        message[0] = toServer ? (byte)0x22 : (byte)0x12;
        message[1] = (byte)(load | 0x80);
        message[2] = (byte)((load >> 7) | 0x80);
        message[3] = (byte)(load >> 14);
        return message;
    }

    private static byte[] Compress(string encoding, byte[] message)
    {
        using var compressed = new MemoryStream();
        using (Stream compressing = Compressors[encoding](compressed))
        {
            compressing.Write(message);
        }

        return compressed.ToArray();
    }

    private static byte[] Bomb(string encoding, long size)
    {
        using var compressed = new MemoryStream();
        using (Stream compressing = Compressors[encoding](compressed))
        {
            byte[] zeros = new byte[1 << 20];
            for (long i = 0; i < size; i += zeros.Length)
            {
                compressing.Write(zeros);
            }
        }

        return compressed.ToArray();
    }

    private sealed class Canned(string name, byte[] compressed) : ICompressionProvider
    {
        public string EncodingName => name;

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        {
            stream.Write(compressed);
            return new MemoryStream();
        }

        public Stream CreateDecompressionStream(Stream stream) => throw new NotSupportedException();
    }
}
