using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>Programs in other languages, which see messages of google.protobuf.BytesValue and choose their sizes themselves.</summary>
[TestClass]
public sealed class PeerTests
{
    /// <summary>What the default limit of 4 MiB leaves for the bytes: less a tag and a length of four bytes.</summary>
    private const int Longest = 4 * 1024 * 1024 - 5;

    private static byte[][] Messages =>
    [
        Message(Bytes.First(1)),
        Message([]),
        [.. Enumerable.Range(0, 1000).SelectMany(i => Message([(byte)i]))],
        [0, 0, 0, 0, 2, 0x0A, 0], // one whose value is there and empty
        [0, 0, 0, 0, 5, 0x10, 7, 0x0A, 1, 9], // one with a field that BytesValue does not have
        Message(Bytes.First(Longest)),
        [0, 0, 0, 0, 6, 0x0A, 1, 1, 0x0A, 1, 2], // the last of two values counts
    ];

    private static byte[] Expected => [.. Bytes.First(1), .. Enumerable.Range(0, 1000).Select(i => (byte)i), 9, .. Bytes.First(Longest), 2];

    [TestMethod]
    public async Task Upload_InChunksOfAnySize_IsRead()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        byte[]? received = null;
        server.Files.OnPut = async (data, token) =>
        {
            var copy = new MemoryStream();
            await data.CopyToAsync(copy, token);
            received = copy.ToArray();
            return new Answer { Number = 1 };
        };
        using var call = new RawCall(server.Server.Address) { Path = "/test.Files/Put" };
        RawResponse response = await call.SendAsync(Messages);
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
        CollectionAssert.AreEqual(Expected, received);
    }

    [TestMethod]
    public async Task Download_InChunksOfAnySize_IsRead()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(http => AnswerAsync(http, Messages, 0));
        await using Stream stream = await server.Channel.CreateGrpcService<IFiles>().Get(new Question()).WaitAsync(ProbeServer.Patience);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Expected, copy.ToArray());
    }

    [TestMethod]
    public async Task Download_OnTheWire_IsMessagesOfBytesValueWithinTheirSize()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(new Bytes(150_000));
        using var call = new RawCall(server.Server.Address) { Path = "/test.Files/Get" };
        RawResponse response = await call.SendAsync([0, 0, 0, 0, 0]);
        var lengths = new List<int>();
        var bytes = new List<byte>();
        ReadOnlySpan<byte> rest = response.Body;
        while (!rest.IsEmpty)
        {
            Assert.AreEqual(0, rest[0]);
            int length = BinaryPrimitives.ReadInt32BigEndian(rest[1..]);
            lengths.Add(length);

            // A tag, a varint of three bytes, the bytes.
            ReadOnlySpan<byte> message = rest.Slice(5, length);
            Assert.AreEqual(0x0A, message[0]);
            Assert.AreEqual(length - 4, (message[1] & 0x7F) | ((message[2] & 0x7F) << 7) | (message[3] << 14));
            bytes.AddRange(message[4..]);
            rest = rest[(5 + length)..];
        }

        CollectionAssert.AreEqual(new[] { 65_531, 65_531, 18_950 }, lengths);
        CollectionAssert.AreEqual(Bytes.First(150_000), bytes);
        Assert.AreEqual("0", response.Trailers["grpc-status"]);
    }

    [TestMethod]
    public async Task Chunk_LongerThanTheLimit_EndsTheCall()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var call = new RawCall(server.Server.Address) { Path = "/test.Files/Put" };
        RawResponse response = await call.SendAsync(Message(Bytes.First(10)), Message(Bytes.First(Longest + 1)));
        Assert.AreEqual(((int)StatusCode.ResourceExhausted).ToString(CultureInfo.InvariantCulture), response.TrailersOnlyStatus);

        await using ScriptedServer other = await ScriptedServer.StartAsync(http => AnswerAsync(http, [Message([1]), Message(Bytes.First(Longest + 1))], 0));
        await using Stream stream = await other.Channel.CreateGrpcService<IFiles>().Get(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(1, await stream.ReadAsync(new byte[10]));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => stream.ReadAsync(new byte[10]).AsTask().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [TestMethod]
    public async Task Limit_BelowAChunk_IsNamed()
    {
        await using FilesServer server = await FilesServer.StartAsync(o => o.MaxReceiveMessageSize = 10_000);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Put(new Bytes(100_000)).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Contains("65531", error.Status.Detail);
        Assert.Contains("10000", error.Status.Detail);
        Assert.AreEqual(9_000, (await server.Client.Put(new Bytes(9_000)).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    public async Task Chunk_ThatIsNoMessage_EndsTheCall()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var call = new RawCall(server.Server.Address) { Path = "/test.Files/Put" };
        RawResponse response = await call.SendAsync([0, 0, 0, 0, 2, 0x0A, 5]);
        Assert.AreEqual(((int)StatusCode.Internal).ToString(CultureInfo.InvariantCulture), response.TrailersOnlyStatus);
        Assert.Contains("google.protobuf.BytesValue.value", WebUtility.UrlDecode(response.TrailersOnlyMessage!));
    }

    private static byte[] Message(byte[] bytes)
    {
        var message = new MemoryStream();
        if (bytes.Length > 0)
        {
            message.WriteByte(0x0A);
            int length = bytes.Length;
            for (; length >= 0x80; length >>= 7)
            {
                message.WriteByte((byte)(length | 0x80));
            }

            message.WriteByte((byte)length);
            message.Write(bytes);
        }

        byte[] prefix = new byte[5];
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), (int)message.Length);
        return [.. prefix, .. message.ToArray()];
    }

    private static async Task AnswerAsync(HttpContext http, byte[][] pieces, int status)
    {
        http.Response.ContentType = "application/grpc";
        foreach (byte[] piece in pieces)
        {
            await http.Response.Body.WriteAsync(piece);
            await http.Response.Body.FlushAsync();
        }

        http.Response.AppendTrailer("grpc-status", status.ToString(CultureInfo.InvariantCulture));
    }
}
