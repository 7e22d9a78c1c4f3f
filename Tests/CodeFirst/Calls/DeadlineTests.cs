using System.Diagnostics;
using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class DeadlineTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Status_CancelledAfterTheDeadline_IsDeadlineExceeded(CallKind kind)
    {
        // The server's clock runs ahead: it ends the call before the client's own timer does, which here never comes.
        var clock = new StoppedTimers();
        await using ScriptedServer server = await ScriptedServer.StartAsync(http =>
        {
            clock.Ahead = TimeSpan.FromMinutes(2);
            http.Response.ContentType = "application/grpc";
            http.Response.Headers["grpc-status"] = "1";
            return Task.CompletedTask;
        });
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Channel.Address, new GrpcChannelOptions { TimeProvider = clock });
        IProbe client = channel.CreateGrpcService<IProbe>();
        CallContext context = In(TimeSpan.FromMinutes(1));
        IAsyncEnumerable<Question> none = AsyncEnumerable.Empty<Question>();
        Task call = kind switch
        {
            CallKind.Unary => client.Ask(new Question(), context),
            CallKind.ServerStreaming => client.Stream(new Question(), context).Patiently().CountAsync().AsTask(),
            CallKind.ClientStreaming => client.Collect(none, context),
            _ => client.Talk(none, context).Patiently().CountAsync().AsTask(),
        };
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [TestMethod]
    public async Task Deadline_PassedAlready_FailsWithoutACall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question(), In(TimeSpan.Zero)).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Deadline_OfAUnaryCall_EndsBothSides()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var handlerEnded = new TaskCompletionSource<Status>();
        server.Probe.OnAsk = (_, context) => WaitAsync(context, handlerEnded);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question(), In(Soon)).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        Status status = await handlerEnded.Task.WaitAsync(ProbeServer.Patience);
        Assert.Contains(status.StatusCode, [StatusCode.DeadlineExceeded, StatusCode.Cancelled], "the client may have hung up first");
    }

    [TestMethod]
    public async Task Deadline_OfAStream_EndsBothSides()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(3, context.CancellationToken);
        var received = new List<int>();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer answer in server.Client.Stream(new Question(), In(Soon)).Patiently())
            {
                received.Add(answer.Number);
            }
        });
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, received);
    }

    [TestMethod]
    [DataRow(RawCall.Ask)]
    [DataRow(RawCall.Stream)]
    public async Task Deadline_ThatOnlyTheServerKeeps_IsToldInTheStatus(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, context) => WaitAsync(context, new TaskCompletionSource<Status>());
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(0, context.CancellationToken);
        using var call = new RawCall(server.Address) { Path = path, Timeout = "200m" };
        RawResponse response = await call.SendAsync([0, 0, 0, 0, 0]);
        Assert.AreEqual("4", response.TrailersOnlyStatus);
    }

    [TestMethod]
    [DataRow(RawCall.Ask)]
    [DataRow(RawCall.Stream)]
    public async Task Deadline_WithAHandlerThatDoesNotStop_IsToldAtOnce(string path)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var stop = new TaskCompletionSource();
        bool disposedWhileMoving = false;
        server.Probe.OnAsk = async (_, _) =>
        {
            await stop.Task;
            return new Answer();
        };
        server.Probe.OnStream = (_, _) => Deaf();
        using var call = new RawCall(server.Address) { Path = path, Timeout = "200m" };
        RawResponse response = await call.SendAsync([0, 0, 0, 0, 0]).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual("4", response.TrailersOnlyStatus ?? response.Trailers["grpc-status"]);
        Assert.IsFalse(disposedWhileMoving);
        stop.SetResult();

        async IAsyncEnumerable<Answer> Deaf()
        {
            bool moving = true;
            try
            {
                yield return new Answer();
                await stop.Task;
                moving = false;
                yield return new Answer();
            }
            finally
            {
                disposedWhileMoving |= moving;
            }
        }
    }

    [TestMethod]
    public async Task Deadline_WithAProducerThatNeverWaits_EndsIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnStream = (_, _) => Probe.CountTo(int.MaxValue);
        var watch = Stopwatch.StartNew();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () => await server.Client.Stream(new Question(), In(Soon)).Patiently().CountAsync());
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.IsGreaterThanOrEqualTo(Soon, watch.Elapsed);
    }

    [TestMethod]
    public async Task StatusOf_NoExceptionAfterTheDeadline_IsDeadlineExceeded()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var before = new TaskCompletionSource<Status>();
        var after = new TaskCompletionSource<Status>();
        server.Probe.OnAsk = async (_, context) =>
        {
            before.TrySetResult(context.StatusOf(null));
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            after.TrySetResult(context.StatusOf(null));
            return new Answer();
        };
        await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.Ask(new Question(), In(Soon)).WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.OK, (await before.Task.WaitAsync(ProbeServer.Patience)).StatusCode);
        Assert.AreEqual(StatusCode.DeadlineExceeded, (await after.Task.WaitAsync(ProbeServer.Patience)).StatusCode);
    }

    [TestMethod]
    public async Task Deadline_SeenByTheHandler_IsTheClients()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        DateTime seen = default;
        server.Probe.OnAsk = (_, context) =>
        {
            seen = context.Deadline;
            return Task.FromResult(new Answer());
        };
        DateTime deadline = DateTime.UtcNow.AddHours(1);
        await server.Client.Ask(new Question(), new CallOptions(Deadline: deadline)).WaitAsync(ProbeServer.Patience);
        Assert.IsLessThan(TimeSpan.FromSeconds(30), (seen - deadline).Duration());
        await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
        Assert.AreEqual(DateTime.MaxValue, seen);
    }

    private static CallContext In(TimeSpan time) => new CallOptions(Deadline: DateTime.UtcNow + time);

    private static async Task<Answer> WaitAsync(ServerCallContext context, TaskCompletionSource<Status> ended)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("the wait cannot end but by the token");
        }
        catch (OperationCanceledException e)
        {
            ended.TrySetResult(context.StatusOf(e));
            throw;
        }
    }

    /// <summary>A clock that can be put ahead, and whose timers never come.</summary>
    private sealed class StoppedTimers : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Never(base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

        private sealed class Never(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
