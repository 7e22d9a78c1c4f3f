using CodeFirst.Grpc;
using Microsoft.AspNetCore.Http;

namespace Tests.CodeFirst.Calls;

/// <summary>Compressed messages that are not what they say, are more than they may be, or come in ways that were not agreed on.</summary>
[TestClass]
public sealed class CompressionFailureTests
{
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

        Assert.AreEqual("13", (await call.SendAsync(CompressedBytes.Frame(1, CompressedBytes.Gzip([0x08, 7])))).TrailersOnlyStatus);
    }

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Request_ThatIsNotWhatItSays_IsInternal(string encoding)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, "this is no such format"u8.ToArray()));
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
        byte[] message = CompressedBytes.Gzip([0x12, 4, 1, 2, 3, 4]);
        RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, message[..(message.Length / 2)]));
        Assert.AreEqual("13", response.TrailersOnlyStatus, response.TrailersOnlyMessage);
    }

    [TestMethod]
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Request_CutOffAnywhere_IsInternal(string encoding)
    {
        // Flushed in the middle, so that a part of it is a message of its own by its bytes, though not by its format.
        using var target = new MemoryStream();
        using (Stream compressing = CompressedBytes.Compress(encoding, target))
        {
            compressing.Write([0x08, 5]);
            compressing.Flush();
            compressing.Write([0x12, 4, 1, 2, 3, 4]);
        }

        byte[] whole = target.ToArray();
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        Assert.AreEqual("0", (await call.SendAsync(CompressedBytes.Frame(1, whole))).Trailers["grpc-status"]);
        for (int length = 1; length < whole.Length; length++)
        {
            RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, whole[..length]));
            Assert.AreEqual("13", response.TrailersOnlyStatus, $"{length} of {whole.Length} bytes: {response.TrailersOnlyMessage}");
        }

        Assert.AreEqual(1, server.Probe.Calls);
    }

    [TestMethod]
    [DataRow("gzip", "00", DisplayName = "gzip, and a zero")]
    [DataRow("gzip", "1F 8B", DisplayName = "gzip, and what another member begins with")]
    [DataRow("gzip", "02 00 00 00", DisplayName = "gzip, and its length once more")]
    [DataRow("deflate", "00", DisplayName = "deflate, and a zero")]
    [DataRow("deflate", "78 9C", DisplayName = "deflate, and what another stream begins with")]
    [DataRow("br", "00", DisplayName = "br, and a zero")]
    public async Task Request_WithMoreThanItsCompressedBytes_IsInternal(string encoding, string more)
    {
        using var target = new MemoryStream();
        using (Stream compressing = CompressedBytes.Compress(encoding, target))
        {
            compressing.Write([0x08, 5]);
        }

        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        call.Headers["grpc-encoding"] = encoding;
        byte[] message = [.. target.ToArray(), .. Convert.FromHexString(more.Replace(" ", "", StringComparison.Ordinal))];
        RawResponse response = await call.SendAsync(CompressedBytes.Frame(1, message));
        Assert.AreEqual("13", response.TrailersOnlyStatus, response.TrailersOnlyMessage);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Response_CutOff_IsInternal()
    {
        byte[] whole = CompressedBytes.Gzip([0x08, 7]);
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-encoding"] = "gzip";
            await http.Response.Body.WriteAsync(CompressedBytes.Frame(1, whole[..^4]));
            http.Response.AppendTrailer("grpc-status", "0");
        });
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
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
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Request_OfAGigabyteOfZeros_CostsTheServerLittle(string encoding)
    {
        byte[] bomb = CompressedBytes.Bombs.Of(encoding);
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
    [DynamicData(nameof(CompressedBytes.Encodings), typeof(CompressedBytes))]
    public async Task Response_OfAGigabyteOfZeros_CostsTheClientLittle(string encoding)
    {
        byte[] bomb = CompressedBytes.Bombs.Of(encoding);
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
            await http.Response.Body.WriteAsync(CompressedBytes.Frame(0, [0x08, 7]));
            http.Response.AppendTrailer("grpc-status", "0");
        });
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.Internal, error.StatusCode);
        Assert.Contains("'zstd'", error.Status.Detail);
    }
}
