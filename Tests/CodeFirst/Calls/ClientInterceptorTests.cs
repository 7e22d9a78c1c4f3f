namespace Tests.CodeFirst.Calls;

/// <summary>Interceptors around a client's calls, of all four kinds.</summary>
[TestClass]
public sealed class ClientInterceptorTests
{
    public static IEnumerable<object[]> Kinds => Enum.GetValues<CallKind>().Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Interceptors_TwoOfThem_RunInOrderAroundTheCall(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var trace = new List<string>();
        IProbe client = Contracts.Create<IProbe>(server.Channel.Intercept(new Tracing("outer", trace), new Tracing("inner", trace)));
        Assert.AreEqual(5_000, await client.CallAsync(kind, 5_000));
        CollectionAssert.AreEqual(new[] { $"outer {kind}", $"inner {kind}" }, trace);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Headers_OfAnInterceptor_ReachTheServerWithTheCallersOwn(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        string? seen = null;
        server.Probe.OnEveryCall = call => seen = $"{call.RequestHeaders.GetValue("token")} {call.RequestHeaders.GetValue("own")}";
        IProbe client = Contracts.Create<IProbe>(server.Channel.Intercept(headers =>
        {
            headers.Add("token", "03357-1");
            return headers;
        }));
        await client.CallAsync(kind, 2, new CallOptions(new Metadata { { "own", "x" } }));
        Assert.AreEqual("03357-1 x", seen);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Refusal_ByAnInterceptor_MakesNoCall(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IProbe client = Contracts.Create<IProbe>(server.Channel.Intercept(new Refusing()));
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => client.CallAsync(kind, 1));
        Assert.AreEqual((StatusCode.ResourceExhausted, "enough for today"), (error.StatusCode, error.Status.Detail));
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Interceptor_ThatTriesAgain_GivesTheSecondAnswer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => server.Probe.Calls == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet"))
            : Task.FromResult(new Answer { Number = 7 });
        IProbe client = Contracts.Create<IProbe>(server.Channel.Intercept(new TryingTwice()));
        Assert.AreEqual(7, (await client.Ask(new Question()).Patiently()).Number);
        Assert.AreEqual(2, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Streams_ThatAnInterceptorWraps_ArePassedThroughIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IProbe client = Contracts.Create<IProbe>(server.Channel.Intercept(new Doubling()));
        List<int> numbers = await client.Talk(new Questions(3)).Patiently().Select(a => a.Number).ToListAsync();
        CollectionAssert.AreEqual(new[] { 0, 4, 8 }, numbers, "each number is doubled on its way there and on its way back");
        numbers = await client.Stream(new Question { Number = 1000 }).Patiently().Select(a => a.Number).ToListAsync();
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).Select(i => 2 * i).ToArray(), numbers);
        Assert.AreEqual(2 * (0 + 1 + 2), (await client.Collect(new Questions(3)).Patiently()).Number);
    }

    private sealed class Tracing(string name, List<string> trace) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} {CallKind.Unary}");
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} {CallKind.ServerStreaming}");
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} {CallKind.ClientStreaming}");
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            trace.Add($"{name} {CallKind.Duplex}");
            return continuation(context);
        }
    }

    private sealed class Refusing : Interceptor
    {
        private static RpcException Refusal => new(new Status(StatusCode.ResourceExhausted, "enough for today"));

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            throw Refusal;

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            throw Refusal;

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
            throw Refusal;

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
            throw Refusal;
    }

    private sealed class TryingTwice : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncUnaryCall<TResponse> call = continuation(request, context);
            return new AsyncUnaryCall<TResponse>(TwiceAsync(), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);

            async Task<TResponse> TwiceAsync()
            {
                try
                {
                    return await call;
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
                {
                    return await continuation(request, context);
                }
            }
        }
    }

    private sealed class Doubling : Interceptor
    {
        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncServerStreamingCall<TResponse> call = continuation(request, context);
            return new AsyncServerStreamingCall<TResponse>(
                new Reader<TResponse>(call.ResponseStream), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncClientStreamingCall<TRequest, TResponse> call = continuation(context);
            return new AsyncClientStreamingCall<TRequest, TResponse>(
                new Writer<TRequest>(call.RequestStream),
                call.ResponseAsync,
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncDuplexStreamingCall<TRequest, TResponse> call = continuation(context);
            return new AsyncDuplexStreamingCall<TRequest, TResponse>(
                new Writer<TRequest>(call.RequestStream),
                new Reader<TResponse>(call.ResponseStream),
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        private sealed class Writer<T>(IClientStreamWriter<T> inner) : IClientStreamWriter<T>
        {
            public WriteOptions? WriteOptions
            {
                get => inner.WriteOptions;
                set => inner.WriteOptions = value;
            }

            public Task WriteAsync(T message) =>
                inner.WriteAsync((T)(object)new Question { Number = 2 * ((Question)(object)message!).Number });

            public Task CompleteAsync() => inner.CompleteAsync();
        }

        private sealed class Reader<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
        {
            public T Current => (T)(object)new Answer { Number = 2 * ((Answer)(object)inner.Current!).Number };

            public Task<bool> MoveNext(CancellationToken cancellationToken) => inner.MoveNext(cancellationToken);
        }
    }
}
