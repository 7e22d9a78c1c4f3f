using System.Net;
using System.Net.Sockets;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>Connections that end under a call, each in its own way: the call is UNAVAILABLE, whatever HTTP/2 error was named.</summary>
[TestClass]
public sealed class ConnectionEndTests
{
    // Frames: length in three bytes, type, flags, stream in four.
    private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0]; // and the acknowledgement
    private static readonly byte[] Headers = [0, 0, 20, 1, 4, 0, 0, 0, 1, 0x88, 0x0F, 0x10, 16, .. "application/grpc"u8];

    [TestMethod]
    [DataRow(false, 0)]
    [DataRow(false, 0x2)]
    [DataRow(false, 0xB)]
    [DataRow(true, 0)]
    public Task GoAway_AndClose(bool afterHeaders, int code) =>
        AssertUnavailableAsync(afterHeaders, [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, (byte)code], closes: true);

    [TestMethod]
    public Task Close_WithoutAWord() => AssertUnavailableAsync(afterHeaders: false, [], closes: true);

    [TestMethod]
    public Task Frame_ThatBreaksARule() => AssertUnavailableAsync(afterHeaders: false, [0, 0, 1, 6, 0, 0, 0, 0, 0, 1], closes: false);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public Task Ping_WithoutAnAnswer(bool afterHeaders) => AssertUnavailableAsync(afterHeaders, [], closes: false);

    private static async Task AssertUnavailableAsync(bool afterHeaders, byte[] last, bool closes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var done = new CancellationTokenSource(ProbeServer.Patience);
        Task serving = ServeAsync(listener, afterHeaders ? [.. Headers, .. last] : last, closes, done.Token);

        using SocketsHttpHandler handler = GrpcHttpHandler.CreateDefault();
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(1);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(1);
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://{listener.LocalEndpoint}", new GrpcChannelOptions { HttpHandler = handler });
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => channel.CreateGrpcService<IProbe>().Ask(new Question()).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.Unavailable, error.StatusCode, error.ToString());
        Assert.AreEqual(ConnectionStage.Established, Assert.IsInstanceOfType<ConnectionException>(error.Status.DebugException).Stage);

        await done.CancelAsync();
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, byte[] answer, bool closes, CancellationToken done)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(done);
        await using NetworkStream stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Settings, done);
            await ReadPastRequestAsync(stream, done);
            await stream.WriteAsync(answer, done);
            if (closes)
            {
                // What the client still sends is read, or the end of the connection would be a reset that overtakes the answer.
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(Stream.Null, done);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone, or the test has seen enough.
        }
    }

    /// <summary>Reads frames until one of them is the request's headers.</summary>
    private static async Task ReadPastRequestAsync(NetworkStream stream, CancellationToken done)
    {
        const int preface = 24;
        const byte headers = 1;
        await stream.ReadExactlyAsync(new byte[preface], done);
        byte[] head = new byte[9];
        do
        {
            await stream.ReadExactlyAsync(head, done);
            await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], done);
        }
        while (head[3] != headers);
    }
}
