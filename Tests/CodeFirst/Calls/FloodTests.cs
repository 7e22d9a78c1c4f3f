using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>Servers that send without a pause, on more connections than there are threads.</summary>
[TestClass]
public sealed class FloodTests
{
    private const int Connections = 32;
    private const long Share = 1024 * 1024;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Connections_WithoutAPause_LeaveThreadsToOthers()
    {
        using var stop = new CancellationTokenSource();
        Flood[] floods = [.. Enumerable.Range(0, Connections).Select(_ => new Flood(stop.Token))];
        GrpcChannel[] channels = [.. floods.Select(Connect)];
        Task[] calls = [.. channels.Select(channel => channel.CreateGrpcService<IProbe>().Ask(new Question(), new CallOptions(CancellationToken: stop.Token)))];
        try
        {
            // Whoever waits for a thread waits for a turn of each connection, not for its end, which never comes.
            for (int waits = 0; waits < 10 || floods.Any(flood => flood.Sent < Share); waits++)
            {
                await Task.Yield();
                TestContext.CancellationToken.ThrowIfCancellationRequested();
            }

            // Connections that keep their threads have sent gigabytes by the time that the last one has its share; while the system
            // keeps a thread waiting, the others send some hundred megabytes.
            Assert.IsLessThan(32 * Connections * Share, floods.Sum(flood => flood.Sent));
            Assert.IsFalse(calls.Any(call => call.IsCompleted));
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Array.ForEach(channels, channel => channel.Dispose());
        }
    }

    private static GrpcChannel Connect(Flood flood)
    {
        SocketsHttpHandler handler = GrpcHttpHandler.CreateDefault();
        handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(flood);
        return GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    /// <summary>The client's side of a connection that always has something to read: SETTINGS, and then frames that say nothing.</summary>
    private sealed class Flood(CancellationToken stop) : Stream
    {
        // RFC 9113, section 5.3: PRIORITY is deprecated, and is taken at any time.
        private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        private static readonly byte[] Priority = [0, 0, 5, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];
        private static readonly byte[] Priorities = [.. Enumerable.Repeat(Priority, 10_000).SelectMany(frame => frame)];

        private long _sent;

        public long Sent => Volatile.Read(ref _sent);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (stop.IsCancellationRequested)
            {
                return ValueTask.FromResult(0);
            }

            ReadOnlySpan<byte> next = _sent < Settings.Length ? Settings.AsSpan((int)_sent) : Priorities.AsSpan((int)((_sent - Settings.Length) % Priorities.Length));
            next = next[..Math.Min(next.Length, buffer.Length)];
            next.CopyTo(buffer.Span);
            Volatile.Write(ref _sent, _sent + next.Length);
            return ValueTask.FromResult(next.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
