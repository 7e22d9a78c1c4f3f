using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Calls;

/// <summary>Interceptors of a server as anybody writes them, which know nothing of contracts or batches.</summary>
[TestClass]
public sealed class InterceptorTests
{
    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Interceptors_AroundACall_RunInOrder(CallKind kind)
    {
        var trace = new Trace();
        await using ProbeServer server = await ProbeServer.StartAsync(
            o =>
            {
                o.Interceptors.Add<Tracing>("outer");
                o.Interceptors.Add<Tracing>("inner");
            },
            services => services.AddSingleton(trace));
        Assert.AreEqual(3, await server.Client.CallAsync(kind, 3));
        await trace.WaitForAsync("outer ends");
        CollectionAssert.AreEqual(new[] { $"outer begins {kind}", $"inner begins {kind}", "inner ends", "outer ends" }, trace.Lines);
    }

    [TestMethod]
    [DataRow(CallKind.Unary)]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Interceptor_ThatRefuses_KeepsTheHandlerFromRunning(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Refusing>());
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => server.Client.CallAsync(kind, 0));
        Assert.AreEqual((StatusCode.PermissionDenied, "no token"), (error.StatusCode, error.Status.Detail));
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    [DataRow(CallKind.ServerStreaming)]
    [DataRow(CallKind.ClientStreaming)]
    [DataRow(CallKind.Duplex)]
    public async Task Interceptor_ThatWrapsTheStreams_SeesEveryMessage(CallKind kind)
    {
        var counts = new Counts();
        await using ProbeServer server =
            await ProbeServer.StartAsync(o => o.Interceptors.Add<Counting>(), services => services.AddSingleton(counts));
        Assert.AreEqual(5_000, await server.Client.CallAsync(kind, 5_000));
        Assert.AreEqual(kind == CallKind.ServerStreaming ? 0 : 5_000, counts.Read);
        Assert.AreEqual(kind == CallKind.ClientStreaming ? 0 : 5_000, counts.Written);
    }

    [TestMethod]
    public async Task Interceptor_ThatChangesMessages_ShowsItsOwn()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Doubling>());
        int[] numbers = await server.Client.Talk(new Questions(4)).Patiently().Select(a => a.Number).ToArrayAsync();
        CollectionAssert.AreEqual(new[] { 0, 4, 8, 12 }, numbers, "each number is doubled on its way in and on its way out");
    }

    [TestMethod]
    public async Task Interceptor_ThatWrapsTheStream_HoldsNothingBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Doubling>());
        using var received = new SemaphoreSlim(0);
        server.Probe.OnStream = (_, context) => Lockstep(context.CancellationToken);
        int count = 0;
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(2 * count++, answer.Number);
            received.Release();
        }

        Assert.AreEqual(50, count);

        async IAsyncEnumerable<Answer> Lockstep([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int i = 0; i < 50; i++)
            {
                yield return new Answer { Number = i };
                await received.WaitAsync(cancellationToken);
            }
        }
    }

    [TestMethod]
    public async Task Interceptor_ThatSendsSomethingOfItsOwn_SendsItInItsPlace()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Framing>());
        int[] numbers = await server.Client.Stream(new Question { Number = 1000 }).Patiently().Select(a => a.Number).ToArrayAsync();
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).Prepend(-1).Append(-2).ToArray(), numbers);
    }

    [TestMethod]
    public async Task Interceptor_AroundAStreamThatIsLeft_LearnsOfIt()
    {
        var trace = new Trace();
        await using ProbeServer server =
            await ProbeServer.StartAsync(o => o.Interceptors.Add<Tracing>("stream"), services => services.AddSingleton(trace));
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(3, context.CancellationToken);
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            break;
        }

        await trace.WaitForAsync("stream is cancelled");
    }

    private sealed class Trace
    {
        private readonly List<string> _lines = [];
        private readonly TaskCompletionSource<string> _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _last;

        public List<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public void Add(string line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                if (line == _last)
                {
                    _changed.TrySetResult(line);
                }
            }
        }

        /// <summary>A client may have its answer before the interceptors have had their end.</summary>
        public Task WaitForAsync(string line)
        {
            lock (_lines)
            {
                _last = line;
                return _lines.Contains(line) ? Task.CompletedTask : _changed.Task.Patiently();
            }
        }
    }

    private sealed class Tracing(string name, Trace trace) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} begins {CallKind.Unary}");
            TResponse response = await continuation(request, context);
            trace.Add(name + " ends");
            return response;
        }

        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} begins {CallKind.ClientStreaming}");
            TResponse response = await continuation(requestStream, context);
            trace.Add(name + " ends");
            return response;
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} begins {CallKind.ServerStreaming}");
            try
            {
                await continuation(request, responseStream, context);
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                trace.Add(name + " is cancelled");
                throw;
            }

            trace.Add(name + " ends");
        }

        public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} begins {CallKind.Duplex}");
            await continuation(requestStream, responseStream, context);
            trace.Add(name + " ends");
        }
    }

    private sealed class Refusing : Interceptor
    {
        private static RpcException Refusal => new(new Status(StatusCode.PermissionDenied, "no token"));

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) => throw Refusal;

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            throw Refusal;

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            throw Refusal;

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            throw Refusal;
    }

    private sealed class Counts
    {
        public int Read { get; set; }

        public int Written { get; set; }
    }

    /// <summary>Puts readers and writers of its own around those of the call.</summary>
    private abstract class Wrapping : Interceptor
    {
        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(new Reader<TRequest>(this, requestStream), context);

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new Writer<TResponse>(this, responseStream), context);

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(new Reader<TRequest>(this, requestStream), new Writer<TResponse>(this, responseStream), context);

        protected abstract void OnRead(Question question);

        protected abstract void OnWrite(Answer answer);

        private sealed class Reader<T>(Wrapping owner, IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
        {
            public T Current => inner.Current;

            public async Task<bool> MoveNext(CancellationToken cancellationToken)
            {
                bool more = await inner.MoveNext(cancellationToken);
                if (more)
                {
                    owner.OnRead((Question)(object)inner.Current!);
                }

                return more;
            }
        }

        private sealed class Writer<T>(Wrapping owner, IServerStreamWriter<T> inner) : IServerStreamWriter<T>
        {
            public WriteOptions? WriteOptions
            {
                get => inner.WriteOptions;
                set => inner.WriteOptions = value;
            }

            public Task WriteAsync(T message)
            {
                owner.OnWrite((Answer)(object)message!);
                return inner.WriteAsync(message);
            }
        }
    }

    private sealed class Counting(Counts counts) : Wrapping
    {
        protected override void OnRead(Question question) => counts.Read++;

        protected override void OnWrite(Answer answer) => counts.Written++;
    }

    private sealed class Doubling : Wrapping
    {
        protected override void OnRead(Question question) => question.Number *= 2;

        protected override void OnWrite(Answer answer) => answer.Number *= 2;
    }

    /// <summary>Writes before and after the handler, with the writer that it hands on.</summary>
    private sealed class Framing : Interceptor
    {
        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            await responseStream.WriteAsync((TResponse)(object)new Answer { Number = -1 });
            await continuation(request, responseStream, context);
            await responseStream.WriteAsync((TResponse)(object)new Answer { Number = -2 });
        }
    }
}
