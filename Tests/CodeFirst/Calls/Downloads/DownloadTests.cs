using Microsoft.AspNetCore.Http;

namespace Tests.CodeFirst.Calls.Downloads;

/// <summary>Methods that return a stream of bytes.</summary>
[TestClass]
public sealed class DownloadTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(65_536)]
    [DataRow(10_000_000)]
    public async Task Download_OfAnyLength_GivesTheBytesAndDisposesTheSource(int length)
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(length);
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question()).Patiently();
        (long read, byte[] hash) = await Bytes.ReadAsync(stream);
        Assert.AreEqual(length, read);
        CollectionAssert.AreEqual(Bytes.HashOf(length), hash);
        Assert.AreEqual(0, await stream.ReadAsync(new byte[1]), "the end is not the end");
        await source.Disposed;
    }

    [TestMethod]
    public async Task Download_WithoutARequest_GivesTheBytes()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        await using Stream stream = await server.Client.GetNext().Patiently();
        CollectionAssert.AreEqual(Bytes.HashOf(100_000), (await Bytes.ReadAsync(stream)).Hash);
    }

    [TestMethod]
    public async Task Download_FromASourceOfSmallPieces_HoldsNoneBack()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var read = new SemaphoreSlim(1);
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(
            new Bytes(100, 1, async (_, token) => Assert.IsTrue(await read.WaitAsync(Waiting.Patience, token))));
        await using Stream stream = await server.Client.Get(new Question()).Patiently();
        byte[] bytes = new byte[100];
        for (int i = 0; i < 100; i++)
        {
            Assert.AreEqual(1, await stream.ReadAsync(bytes.AsMemory(i)).Patiently());
            read.Release();
        }

        CollectionAssert.AreEqual(Bytes.First(100), bytes);
    }

    [TestMethod]
    public async Task Failure_MidWay_IsThrownByTheReadAfterWhatCameBefore()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(1_000_000, 50_000, (at, _) =>
            at < 200_000 ? default : throw new RpcException(new Status(StatusCode.DataLoss, "bad sector")));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question()).Patiently();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => Bytes.ReadAsync(stream));
        Assert.AreEqual((StatusCode.DataLoss, "bad sector"), (error.StatusCode, error.Status.Detail));
        await source.Disposed;
    }

    [TestMethod]
    public async Task Dispose_BeforeTheEnd_EndsTheCallOnTheServer()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var ended = new TaskCompletionSource();
        var source = new Bytes(long.MaxValue);
        server.Files.OnGet = (_, context) =>
        {
            context!.CancellationToken.Register(ended.SetResult);
            return Task.FromResult<Stream>(source);
        };
        Stream stream = await server.Client.Get(new Question()).Patiently();
        await stream.ReadExactlyAsync(new byte[10]).Patiently();
        await stream.DisposeAsync().Patiently();
        await ended.Task.Patiently();
        await source.Disposed;
    }

    [TestMethod]
    public async Task Token_CancelledMidWay_EndsBothSides()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question(), cancellation.Token).Patiently();
        await stream.ReadExactlyAsync(new byte[5]).Patiently();
        Task<int> reading = stream.ReadAsync(new byte[10]).AsTask();
        await cancellation.CancelAsync();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => reading.Patiently());
        Assert.AreEqual(StatusCode.Cancelled, error.StatusCode);
        await source.Disposed;
    }

    [TestMethod]
    public async Task Deadline_MidWay_IsThrownByTheRead()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream =
            await server.Client.Get(new Question(), new CallOptions(deadline: DateTime.UtcNow.AddSeconds(3))).Patiently();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => Bytes.ReadAsync(stream));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        await source.Disposed;
    }

    [TestMethod]
    public async Task Trailers_OfADownload_AreThereAtItsEnd()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnGet = (_, call) =>
        {
            call!.ResponseTrailers.Add("sum", "42");
            return Task.FromResult<Stream>(new Bytes(100_000));
        };
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        await using Stream stream = await server.Client.Get(new Question(), context).Patiently();
        await Bytes.ReadAsync(stream);
        Assert.AreEqual("42", context.ResponseTrailers().GetValue("sum"));
    }

    [TestMethod]
    public async Task Download_OnTheWire_IsMessagesOfBytesValueAndTheirLengthAsATrailer()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(new Bytes(150_000));
        RawEnd response = await RawConnection.CallAsync(server.Server.Address, "/test.Files/Get", [0, 0, 0, 0, 0]);
        Assert.AreEqual("0", response.Status);
        Assert.AreEqual("150000", response.Trailers["stream-length"]);
        var bytes = new List<byte>();
        foreach ((byte flag, byte[] message) in response.Messages)
        {
            // Field 1, its length as a varint, the bytes.
            Assert.AreEqual((0, 0x0A), (flag, message[0]));
            int at = 1;
            while (message[at++] >= 0x80)
            {
            }

            bytes.AddRange(message[at..]);
        }

        CollectionAssert.AreEqual(Bytes.First(150_000), bytes);
    }

    [TestMethod]
    public async Task Download_InChunksOfAnySize_IsRead()
    {
        byte[][] pieces =
        [
            [0, 0, 0, 0, 3, 0x0A, 1, 1],
            [0, 0, 0, 0, 0],
            [.. Enumerable.Range(0, 1000).SelectMany(i => (byte[])[0, 0, 0, 0, 3, 0x0A, 1, (byte)i])],
            [0, 0, 0, 0, 2, 0x0A, 0], // one whose value is there and empty
        ];
        await using ScriptedServer server = await ScriptedServer.StartAsync(async http =>
        {
            http.Response.ContentType = "application/grpc";
            foreach (byte[] piece in pieces)
            {
                await http.Response.Body.WriteAsync(piece);
                await http.Response.Body.FlushAsync();
            }

            http.Response.AppendTrailer("grpc-status", "0");
        });
        await using Stream stream = await Contracts.Create<IFiles>(server.Channel).Get(new Question()).Patiently();
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy).Patiently();
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).Select(i => (byte)i).Prepend((byte)1).ToArray(), copy.ToArray());
    }
}
