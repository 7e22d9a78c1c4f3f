using CodeFirst.Grpc;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>Methods that return a stream of bytes.</summary>
[TestClass]
public sealed class DownloadTests
{
    /// <summary>64 KiB less what goes before a chunk, the most that one message carries.</summary>
    private const int Chunk = 65_527;

    [TestMethod]
    public async Task Null_ReturnedInsteadOfATask_IsNamed()
    {
        await using FilesServer server = await FilesServer.StartAsync(grpc => grpc.EnableDetailedErrors = true);
        server.Server.Log.Expect("HandlerFailed");
        server.Files.OnGet = (_, _) => null!;
        server.Files.OnPut = (_, _) => null!;
        foreach (Func<Task> call in new Func<Task>[] { () => server.Client.Get(new Question()), () => server.Client.Drop(new MemoryStream()) })
        {
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience));
            Assert.Contains("The handler returned null instead of a task.", error.Status.Detail);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(Chunk - 1)]
    [DataRow(Chunk)]
    [DataRow(Chunk + 1)]
    [DataRow(10_000_000)]
    public async Task Download_OfAnyLength_GivesTheBytesAndDisposesTheSource(int length)
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(length);
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
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
        await using Stream stream = await server.Client.GetNext().AsTask().WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.HashOf(100_000), (await Bytes.ReadAsync(stream)).Hash);
    }

    [TestMethod]
    public async Task Download_FromASourceOfSmallPieces_HoldsNoneBack()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var read = new SemaphoreSlim(1);
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(new Bytes(100, 1, async (at, token) => Assert.IsTrue(await read.WaitAsync(ProbeServer.Patience, token))));
        await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        byte[] bytes = new byte[100];
        for (int i = 0; i < 100; i++)
        {
            Assert.AreEqual(1, await stream.ReadAsync(bytes.AsMemory(i)).AsTask().WaitAsync(ProbeServer.Patience));
            read.Release();
        }

        CollectionAssert.AreEqual(Bytes.First(100), bytes);
    }

    [TestMethod]
    public async Task Download_NotRead_HasBegun()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var asked = new TaskCompletionSource();
        server.Files.OnGet = (_, _) =>
        {
            asked.SetResult();
            return Task.FromResult<Stream>(new Bytes(1));
        };
        Task<Stream> call = server.Client.Get(new Question());
        await asked.Task.WaitAsync(ProbeServer.Patience);
        await using Stream stream = await call.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Failure_BeforeTheFirstByte_IsThrownByTheCall()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Server.Log.Expect("HandlerFailed");
        var refusal = new RpcException(new Status(StatusCode.NotFound, "no such file"));
        foreach ((Func<Task<Stream>> handler, string status) in new (Func<Task<Stream>>, string)[]
        {
            (() => throw refusal, "NotFound: \"no such file\""),
            (() => Task.FromException<Stream>(refusal), "NotFound: \"no such file\""),
            (() => Task.FromResult<Stream>(new Bytes(1, before: (_, _) => throw refusal)), "NotFound: \"no such file\""),
            (() => Task.FromResult<Stream>(null!), "Unknown: \"Exception was thrown by handler.\""),
        })
        {
            server.Files.OnGet = async (_, context) =>
            {
                // Headers of their own do not make the call a success.
                await context!.WriteResponseHeadersAsync(new Metadata { { "a", "b" } });
                return await handler();
            };
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience));
            Assert.AreEqual(status, error.Status.ToString());
        }
    }

    [TestMethod]
    public async Task Failure_MidWay_IsThrownByTheReadAndByThoseAfterIt()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(1_000_000, 50_000, (at, _) => at < 200_000 ? default : throw new RpcException(new Status(StatusCode.DataLoss, "bad sector")));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        byte[] bytes = new byte[200_000];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.First(200_000), bytes);
        for (int i = 0; i < 2; i++)
        {
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => stream.ReadAsync(bytes).AsTask().WaitAsync(ProbeServer.Patience));
            Assert.AreEqual("DataLoss: \"bad sector\"", error.Status.ToString());
        }

        await source.Disposed;
    }

    [TestMethod]
    [DataRow(true, DisplayName = "asynchronously")]
    [DataRow(false, DisplayName = "synchronously")]
    public async Task Dispose_BeforeTheEnd_EndsTheCallOnTheServer(bool asynchronously)
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var ended = new TaskCompletionSource();
        var source = new Bytes(long.MaxValue);
        server.Files.OnGet = (_, context) =>
        {
            context!.CancellationToken.Register(ended.SetResult);
            return Task.FromResult<Stream>(source);
        };
        Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(10, await stream.ReadAsync(new byte[10]));
        if (asynchronously)
        {
            await stream.DisposeAsync().AsTask().WaitAsync(ProbeServer.Patience);
        }
        else
        {
            stream.Dispose();
        }

        await ended.Task.WaitAsync(ProbeServer.Patience);
        await source.Disposed;
        Assert.IsFalse(stream.CanRead);
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[10]).AsTask());
        stream.Dispose();
    }

    [TestMethod]
    public async Task Dispose_DuringARead_EndsThatToo()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(5, await stream.ReadAsync(new byte[10]));
        Task<int> reading = stream.ReadAsync(new byte[10]).AsTask();
        await stream.DisposeAsync();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => reading.WaitAsync(ProbeServer.Patience));
        await source.Disposed;
    }

    [TestMethod]
    public async Task Token_OfTheCall_CancelledMidWay_EndsBothSides()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question(), cancellation.Token).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(5, await stream.ReadAsync(new byte[10]));
        Task<int> reading = stream.ReadAsync(new byte[10]).AsTask();
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => reading.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        await source.Disposed;
    }

    [TestMethod]
    public async Task Token_OfTheCall_CancelledBeforeTheFirstByte_IsThrownByTheCall()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var source = new Bytes(1, before: async (_, token) =>
        {
            await cancellation.CancelAsync();
            await Questions.Forever(token);
        });
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Get(new Question(), cancellation.Token).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        await source.Disposed;
    }

    [TestMethod]
    public async Task Token_OfARead_CancelledMeanwhile_EndsTheStream()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => stream.ReadAsync(new byte[10], new CancellationToken(canceled: true)).AsTask());
        Assert.AreEqual(5, await stream.ReadAsync(new byte[10], cancellation.Token), "a read that never began ended the stream");
        Task<int> reading = stream.ReadAsync(new byte[10], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => reading.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        await source.Disposed;
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => stream.ReadAsync(new byte[10]).AsTask().WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Deadline_MidWay_IsThrownByTheRead()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question(), new CallOptions(Deadline: DateTime.UtcNow.AddSeconds(1))).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(5, await stream.ReadAsync(new byte[10]));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => stream.ReadAsync(new byte[10]).AsTask().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        await source.Disposed;
    }

    [TestMethod]
    public async Task Deadline_BeforeTheFirstByte_IsThrownByTheCall()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnGet = async (_, context) =>
        {
            await Questions.Forever(context!.CancellationToken);
            return Stream.Null;
        };
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() =>
            server.Client.Get(new Question(), new CallOptions(Deadline: DateTime.UtcNow.AddMilliseconds(300))).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [TestMethod]
    public async Task Reader_ThatStops_StopsTheSource()
    {
        await using FilesServer server = await FilesServer.StartAsync(o => o.StallTimeout = TimeSpan.FromMilliseconds(500));
        server.Server.Log.Expect("ClientStalled");
        var source = new Bytes(long.MaxValue);
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(source);
        await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(10, await stream.ReadAsync(new byte[10]));

        // The source never ends and never waits: that the server finds its client stalled means that it was stopped.
        await source.Disposed;
        Assert.IsLessThan(32 * 1024 * 1024, source.Given);
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
        var context = new CallContext(new CallOptions(), CallContextFlags.CaptureMetadata);
        await using Stream stream = await server.Client.Get(new Question(), context).WaitAsync(ProbeServer.Patience);
        await Bytes.ReadAsync(stream);
        Assert.AreEqual("42", context.ResponseTrailers().GetValue("sum"));
    }

    [TestMethod]
    public async Task Stream_ReadInEveryWay_GivesTheSameBytes()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        byte[] expected = Bytes.First(200_000);
        foreach (Func<Stream, MemoryStream, Task> copy in new Func<Stream, MemoryStream, Task>[]
        {
            (from, to) => from.CopyToAsync(to),
            (from, to) => Task.Run(() => from.CopyTo(to)),
            async (from, to) =>
            {
                for (int b = from.ReadByte(); b >= 0; b = from.ReadByte())
                {
                    to.WriteByte((byte)b);
                    Assert.AreEqual(0, await from.ReadAsync(Memory<byte>.Empty));
                }
            },
            (from, to) => Task.Run(() =>
            {
                byte[] buffer = new byte[333];
                while (from.Read(buffer, 33, 300) is > 0 and int count)
                {
                    to.Write(buffer, 33, count);
                }
            }),
        })
        {
            using Stream stream = await server.Client.Get(new Question { Number = expected.Length }).WaitAsync(ProbeServer.Patience);
            var copied = new MemoryStream();
            await copy(stream, copied).WaitAsync(ProbeServer.Patience);
            CollectionAssert.AreEqual(expected, copied.ToArray());
        }
    }

    [TestMethod]
    public async Task Stream_UsedAsItCannotBe_SaysSo()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnGet = (_, _) => Task.FromResult<Stream>(new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token)));
        await using Stream stream = await server.Client.Get(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.IsTrue(stream is { CanRead: true, CanSeek: false, CanWrite: false });
        Assert.ThrowsExactly<NotSupportedException>(() => stream.Length);
        Assert.ThrowsExactly<NotSupportedException>(() => stream.Position = 0);
        Assert.ThrowsExactly<NotSupportedException>(() => stream.WriteByte(1));
        Assert.AreEqual(5, await stream.ReadAsync(new byte[10]));
        Task<int> reading = stream.ReadAsync(new byte[10]).AsTask();
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => stream.ReadAsync(new byte[10]).AsTask());
        Assert.Contains("one read", error.Message);
        await stream.DisposeAsync();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => reading.WaitAsync(ProbeServer.Patience));
    }
}
