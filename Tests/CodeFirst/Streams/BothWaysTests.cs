using System.IO.Compression;
using System.IO.Pipelines;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>Methods that take a stream of bytes and return one, or a stream of messages on the other side.</summary>
[TestClass]
public sealed class BothWaysTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(100 * 1024 * 1024)]
    public async Task Convert_OfAnyLength_GivesTheBytesBack(int length)
    {
        await using FilesServer server = await FilesServer.StartAsync();
        await using Stream stream = await server.Client.Convert(new Bytes(length)).WaitAsync(ProbeServer.Patience);
        (long read, byte[] hash) = await Bytes.ReadAsync(stream);
        Assert.AreEqual(length, read);
        CollectionAssert.AreEqual(Bytes.HashOf(length), hash);
    }

    [TestMethod]
    public async Task Convert_ThroughAnotherStream_Works()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnConvert = (data, _) => Task.FromResult<Stream>(new GZipStream(data, CompressionMode.Decompress));
        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await new Bytes(3_000_000).CopyToAsync(gzip);
        }

        compressed.Position = 0;
        await using Stream stream = await server.Client.ConvertNext(compressed).AsTask().WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.HashOf(3_000_000), (await Bytes.ReadAsync(stream)).Hash);
    }

    [TestMethod]
    public async Task Convert_PieceByPiece_HoldsNothingBack()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var pipe = new Pipe();
        Task<Stream> call = server.Client.Convert(pipe.Reader.AsStream());
        await pipe.Writer.WriteAsync(new byte[] { 0 });
        await using Stream stream = await call.WaitAsync(ProbeServer.Patience);
        byte[] buffer = new byte[10];
        for (byte i = 0; i < 100; i++)
        {
            Assert.AreEqual(1, await stream.ReadAsync(buffer).AsTask().WaitAsync(ProbeServer.Patience));
            Assert.AreEqual(i, buffer[0]);
            await pipe.Writer.WriteAsync(new byte[] { (byte)(i + 1) });
        }

        Assert.AreEqual(1, await stream.ReadAsync(buffer).AsTask().WaitAsync(ProbeServer.Patience));
        await pipe.Writer.CompleteAsync();
        Assert.AreEqual(0, await stream.ReadAsync(buffer).AsTask().WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Dispose_BeforeTheEnd_StopsTheUploadToo()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var asked = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        var source = new Bytes(10, 5, async (at, token) =>
        {
            if (at > 0)
            {
                token.Register(stopped.SetResult);
                asked.SetResult();
                await Questions.Forever(token);
            }
        });
        await using (Stream stream = await server.Client.Convert(source).WaitAsync(ProbeServer.Patience))
        {
            Assert.AreEqual(5, await stream.ReadAsync(new byte[10]));
            await asked.Task.WaitAsync(ProbeServer.Patience);
        }

        await stopped.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Split_GivesMessagesForBytes()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        byte[][] parts = await server.Client.Split(new Bytes(105_000)).Patiently().Select(a => a.Payload).ToArrayAsync();
        Assert.HasCount(11, parts);
        CollectionAssert.AreEqual(Bytes.First(105_000), parts.SelectMany(p => p).ToArray());
    }

    [TestMethod]
    public async Task Join_GivesBytesForMessages()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        await using Stream stream = await server.Client.Join(new Questions(100, make: i => new Question { Payload = Bytes.First(i) })).WaitAsync(ProbeServer.Patience);
        var joined = new MemoryStream();
        await stream.CopyToAsync(joined).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).SelectMany(Bytes.First).ToArray(), joined.ToArray());
    }

    [TestMethod]
    public async Task Interceptor_SeesTheChunks()
    {
        await using FilesServer server = await FilesServer.StartAsync(o => o.Interceptors.Add<Wrapping>());
        await using Stream stream = await server.Client.Convert(new Bytes(1_000_000)).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.HashOf(1_000_000), (await Bytes.ReadAsync(stream)).Hash);
        CollectionAssert.AreEqual(Bytes.HashOf(1_000_000), (await server.Client.Put(new Bytes(1_000_000)).WaitAsync(ProbeServer.Patience)).Payload);
        await using Stream download = await server.Client.Get(new Question { Number = 1_000_000 }).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.HashOf(1_000_000), (await Bytes.ReadAsync(download)).Hash);
    }

    [TestMethod]
    public async Task ClientInterceptors_ThatHaveSeveralChunksUnderWay_LoseNone()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        IFiles client = server.Server.Channel.Intercept(new Passing(), new Passing(), new Passing()).CreateGrpcService<IFiles>();
        await using Stream stream = await client.Convert(new Bytes(10_000_000)).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.HashOf(10_000_000), (await Bytes.ReadAsync(stream)).Hash);
        CollectionAssert.AreEqual(Bytes.HashOf(10_000_000), (await client.Put(new Bytes(10_000_000)).WaitAsync(ProbeServer.Patience)).Payload);
        await using Stream download = await client.Get(new Question { Number = 10_000_000 }).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.HashOf(10_000_000), (await Bytes.ReadAsync(download)).Hash);
    }

    [TestMethod]
    public async Task Convert_Compressed_GivesTheBytesBack()
    {
        await using FilesServer server = await FilesServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        var context = new CallContext(new CallOptions().WithRequestCompression("br"), CallContextFlags.CaptureMetadata);
        await using Stream stream = await server.Client.Convert(new MemoryStream(new byte[1_000_000]), context).WaitAsync(ProbeServer.Patience);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(new byte[1_000_000], copy.ToArray());
        Assert.IsTrue(context.IsResponseCompressed());
    }

    private sealed class Passing : Interceptor;

    /// <summary>Hands on a reader and a writer of its own, so that the runtime's own shortcuts are not taken.</summary>
    private sealed class Wrapping : Interceptor
    {
        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(new Reader<TRequest>(requestStream), new Writer<TResponse>(responseStream), context);

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(new Reader<TRequest>(requestStream), context);

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new Writer<TResponse>(responseStream), context);

        private sealed class Reader<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
        {
            public T Current => inner.Current;

            public Task<bool> MoveNext(CancellationToken cancellationToken) => inner.MoveNext(cancellationToken);
        }

        private sealed class Writer<T>(IServerStreamWriter<T> inner) : IServerStreamWriter<T>
        {
            public Task WriteAsync(T message) => inner.WriteAsync(message);
        }
    }
}
