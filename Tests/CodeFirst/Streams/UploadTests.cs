using CodeFirst.Grpc;
using Tests.CodeFirst.Calls;

namespace Tests.CodeFirst.Streams;

/// <summary>Methods that take a stream of bytes.</summary>
[TestClass]
public sealed class UploadTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(65_527)]
    [DataRow(65_528)]
    [DataRow(10_000_000)]
    public async Task Upload_OfAnyLength_BringsTheBytesAndLeavesTheStreamToItsOwner(int length)
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var data = new Bytes(length);
        Answer answer = await server.Client.Put(data).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(length, answer.Number);
        CollectionAssert.AreEqual(Bytes.HashOf(length), answer.Payload);
        Assert.IsFalse(data.IsDisposed, "the stream is its owner's to dispose");
    }

    [TestMethod]
    public async Task Upload_InEveryShape_BringsTheBytes()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var lengths = new List<long>();
        server.Files.OnPut = async (data, token) =>
        {
            (long length, byte[] hash) = await Bytes.ReadAsync(data, token);
            CollectionAssert.AreEqual(Bytes.HashOf(length), hash);
            lengths.Add(length);
            return new Answer { Number = (int)length };
        };
        Assert.AreEqual(100_000, (await server.Client.PutNext(new Bytes(100_000)).AsTask().WaitAsync(ProbeServer.Patience)).Number);
        await server.Client.Drop(new Bytes(100_001)).WaitAsync(ProbeServer.Patience);
        await server.Client.DropNext(new Bytes(100_002)).AsTask().WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(new long[] { 100_000, 100_001, 100_002 }, lengths);
    }

    [TestMethod]
    public async Task Upload_AnsweredBeforeItsEnd_IsStopped()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnPut = async (data, token) =>
        {
            byte[] first = new byte[10];
            await data.ReadExactlyAsync(first, token);
            return new Answer { Payload = first };
        };
        var data = new Bytes(long.MaxValue);
        Answer answer = await server.Client.Put(data).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(Bytes.First(10), answer.Payload);
        Assert.IsLessThan(32 * 1024 * 1024, data.Given);
    }

    [TestMethod]
    public async Task Upload_Refused_IsTheCallsStatus()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnPut = (_, _) => throw new RpcException(new Status(StatusCode.ResourceExhausted, "disk full"));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Put(new Bytes(long.MaxValue)).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("ResourceExhausted: \"disk full\"", error.Status.ToString());
    }

    [TestMethod]
    public async Task Stream_ThatFails_EndsTheCallOnBothSides()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var failed = new TaskCompletionSource<Exception>();
        server.Files.OnPut = async (data, token) =>
        {
            Exception error = await Assert.ThrowsAsync<Exception>(() => Bytes.ReadAsync(data, token));
            failed.SetResult(error);
            throw error;
        };
        var data = new Bytes(1_000_000, 100_000, (at, _) => at < 500_000 ? default : throw new IOException("unplugged"));
        IOException error = await Assert.ThrowsExactlyAsync<IOException>(() => server.Client.Put(data).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual("unplugged", error.Message);

        // No end that the handler could take for the stream's.
        Assert.IsInstanceOfType<OperationCanceledException>(await failed.Task.WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Token_CancelledDuringAnUpload_EndsBothSides()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        server.Files.OnPut = async (data, token) =>
        {
            token.Register(ended.SetResult);
            await data.ReadExactlyAsync(new byte[5], token);
            await cancellation.CancelAsync();
            await Bytes.ReadAsync(data, token);
            return new Answer();
        };
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => server.Client.Put(source, cancellation.Token).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(cancellation.Token, error.CancellationToken);
        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Deadline_OfAnUpload_EndsBothSides()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        var ended = new TaskCompletionSource<Exception>();
        server.Files.OnPut = async (data, _) =>
        {
            Exception error = await Assert.ThrowsAsync<Exception>(() => Bytes.ReadAsync(data));
            ended.SetResult(error);
            throw error;
        };
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() =>
            server.Client.Put(source, new CallOptions(Deadline: DateTime.UtcNow.AddMilliseconds(500))).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.IsInstanceOfType<OperationCanceledException>(await ended.Task.WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Handler_ThatDoesNotRead_StopsTheSource()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        server.Files.OnPut = async (data, token) =>
        {
            await data.ReadExactlyAsync(new byte[10], token);
            await Questions.Forever(token);
            return new Answer();
        };
        var data = new Bytes(long.MaxValue);

        // In half a second a source that never waits gives gigabytes to whoever takes them.
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() =>
            server.Client.Put(data, new CallOptions(Deadline: DateTime.UtcNow.AddMilliseconds(500))).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.IsLessThan(32 * 1024 * 1024, data.Given);
    }

    [TestMethod]
    public async Task Stream_LeftBehindByItsHandler_FailsInsteadOfEnding()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        Task<(long, byte[])>? reading = null;
        server.Files.OnPut = async (data, _) =>
        {
            await data.ReadExactlyAsync(new byte[5], CancellationToken.None);
            reading = Bytes.ReadAsync(data, CancellationToken.None);
            return new Answer { Number = 7 };
        };
        var source = new Bytes(10, 5, (at, token) => at == 0 ? default : Questions.Forever(token));
        Assert.AreEqual(7, (await server.Client.Put(source).WaitAsync(ProbeServer.Patience)).Number);
        await Assert.ThrowsAsync<OperationCanceledException>(() => reading!.WaitAsync(ProbeServer.Patience));
    }

    [TestMethod]
    public async Task Stream_ThatCannotBeRead_IsRefusedBeforeTheCall()
    {
        await using FilesServer server = await FilesServer.StartAsync();
        await Assert.ThrowsExactlyAsync<ArgumentNullException>(() => server.Client.Put(null!));
        var closed = new MemoryStream();
        await closed.DisposeAsync();
        ArgumentException error = await Assert.ThrowsExactlyAsync<ArgumentException>(() => server.Client.Put(closed));
        Assert.Contains("cannot be read", error.Message);
    }
}
