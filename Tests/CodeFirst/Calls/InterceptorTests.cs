using CodeFirst.Grpc;
using CodeFirst.Grpc.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Calls;

[TestClass]
public sealed class InterceptorTests
{
    [TestMethod]
    public async Task Interceptors_AroundAUnaryCall_RunInOrder()
    {
        var trace = new Trace();
        await using ProbeServer server = await ProbeServer.StartAsync(
            o =>
            {
                o.Interceptors.Add<Tracing>("outer");
                o.Interceptors.Add<Tracing>("inner");
            },
            services => services.AddSingleton(trace));
        await server.Client.Ask(new Question()).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(new[] { "outer begins", "inner begins", "inner ends OK", "outer ends OK" }, trace.Lines);
    }

    [TestMethod]
    public async Task Interceptor_AroundAStream_SeesItsCounts()
    {
        var trace = new Trace();
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Tracing>("stream"), services => services.AddSingleton(trace));
        Assert.AreEqual(1000, await server.Client.Stream(new Question { Number = 1000 }).Patiently().CountAsync());

        // Answers of number 0 are empty, up to 127 two bytes, from there three.
        CollectionAssert.AreEqual(new[] { "stream begins", $"stream ends OK after 1000 messages of {127 * 2 + 872 * 3} bytes" }, trace.Lines);
    }

    [TestMethod]
    public async Task Interceptor_ThatRefuses_KeepsTheHandlerFromRunning()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Refusing>());
        foreach (Func<Task> call in new Func<Task>[] { () => server.Client.Ask(new Question()), async () => await server.Client.Stream(new Question()).CountAsync() })
        {
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience));
            Assert.AreEqual("PermissionDenied: \"no token\"", error.Status.ToString());
        }

        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    [DataRow(CallKind.Unary, "UnaryServerHandler")]
    [DataRow(CallKind.ServerStreaming, "ServerStreamingServerHandler")]
    [DataRow(CallKind.ClientStreaming, "ClientStreamingServerHandler")]
    [DataRow(CallKind.Duplex, "DuplexStreamingServerHandler")]
    public async Task Interceptor_ThatReturnsNull_IsNamed(CallKind kind, string method)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o =>
        {
            o.EnableDetailedErrors = true;
            o.Interceptors.Add<Absent>();
        });
        server.Log.Expect("HandlerFailed");
        Task call = kind switch
        {
            CallKind.Unary => server.Client.Ask(new Question()),
            CallKind.ClientStreaming => server.Client.Collect(new Questions(1)),
            CallKind.ServerStreaming => server.Client.Stream(new Question()).CountAsync().AsTask(),
            _ => server.Client.Talk(new Questions(1)).CountAsync().AsTask(),
        };
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call.WaitAsync(ProbeServer.Patience));
        Assert.Contains($"{typeof(Absent)}' returned null instead of a task from {method}", error.Status.Detail);
    }

    [TestMethod]
    public async Task Interceptor_ThatWrapsTheStream_SeesEveryMessageAndHoldsNothingBack()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Doubling>());
        var received = new SemaphoreSlim(0);
        server.Probe.OnStream = (_, context) => Lockstep(context.CancellationToken);
        var numbers = new List<int>();
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            numbers.Add(answer.Number);
            received.Release();
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 50).Select(i => i * 2).ToArray(), numbers);

        async IAsyncEnumerable<Answer> Lockstep([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int i = 0; i < 50; i++)
            {
                yield return new Answer { Number = i };
                await received.WaitAsync(cancellationToken);
            }
        }
    }

    [TestMethod]
    public async Task Interceptor_AroundACallThatIsCancelled_LearnsItsStatus()
    {
        var trace = new Trace();
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Tracing>("stream"), services => services.AddSingleton(trace));
        server.Probe.OnStream = (_, context) => Probe.CountThenWait(3, context.CancellationToken);
        await foreach (Answer answer in server.Client.Stream(new Question()).Patiently())
        {
            break;
        }

        Assert.AreEqual("stream begins", trace.Lines[0]);
        await trace.Ended.Task.WaitAsync(ProbeServer.Patience);
        Assert.StartsWith("stream ends Cancelled after 3 messages", trace.Lines[1]);
    }

    [TestMethod]
    public async Task WriteAsync_AfterTheCall_IsRefusedAndSaysWhy()
    {
        var writers = new List<object>();
        await using ProbeServer server = await ProbeServer.StartAsync(grpc => grpc.Interceptors.Add<Keeping>(writers));
        await server.Client.Stream(new Question { Number = 2 }).CountAsync().AsTask().WaitAsync(ProbeServer.Patience);
        var writer = (IServerStreamWriter<Answer>)writers.Single();
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => writer.WriteAsync(new Answer()));
        Assert.Contains("The call is over", error.Message);
    }

    private sealed class Trace
    {
        public List<string> Lines { get; } = [];

        public TaskCompletionSource Ended { get; } = new();
    }

    private sealed class Tracing(string name, Trace trace) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            trace.Lines.Add(name + " begins");
            TResponse response = await continuation(request, context);
            trace.Lines.Add($"{name} ends {context.Status.StatusCode}");
            return response;
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            trace.Lines.Add(name + " begins");
            StatusCode code = StatusCode.OK;
            try
            {
                await continuation(request, responseStream, context);
            }
            catch (Exception e)
            {
                code = context.StatusOf(e).StatusCode;
                throw;
            }
            finally
            {
                trace.Lines.Add($"{name} ends {code} after {context.MessagesSent} messages of {context.BytesSent} bytes");
                trace.Ended.TrySetResult();
            }
        }
    }

    /// <summary>Leaves somebody behind who can still write.</summary>
    private sealed class Keeping(List<object> writers) : Interceptor
    {
        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            writers.Add(responseStream);
            return continuation(request, responseStream, context);
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no token"));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no token"));
    }

    private sealed class Doubling : Interceptor
    {
        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(request, new Writer<TResponse>(responseStream), context);

        private sealed class Writer<T>(IServerStreamWriter<T> inner) : IServerStreamWriter<T>
        {
            public Task WriteAsync(T message)
            {
                if (message is Answer answer)
                {
                    answer.Number *= 2;
                }

                return inner.WriteAsync(message);
            }
        }
    }

    private sealed class Absent : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) => null!;

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) => null!;

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) => null!;

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) => null!;
    }
}
