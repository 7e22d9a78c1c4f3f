using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>Interceptors around a client's calls, of all four kinds.</summary>
[TestClass]
public sealed class ClientInterceptorTests
{
    public static IEnumerable<object[]> Kinds => Enum.GetValues<CallKind>().Select(k => new object[] { k });

    public static IEnumerable<object[]> StreamsOfRequests => [[CallKind.ClientStreaming], [CallKind.Duplex]];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Interceptors_RunInOrderAroundTheCall(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var trace = new List<string>();
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("outer", trace), new ClientInterceptors.Tracing("inner", trace)).CreateGrpcService<IProbe>();
        Assert.AreEqual(3, await CallAsync(client, kind, 3));
        CollectionAssert.AreEqual(new[] { $"outer {kind}", $"inner {kind}" }, trace);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Headers_OfAnInterceptor_ReachTheServerWithTheCallersOwn(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var seen = new List<string?>();
        void See(ServerCallContext call) => seen.Add($"{call.RequestHeaders.GetValue("token")} {call.RequestHeaders.GetValue("own")}");
        SeeEveryCall(server.Probe, See);
        IProbe client = server.Channel.Intercept(headers =>
        {
            headers.Add("token", "03357-1");
            return headers;
        }).CreateGrpcService<IProbe>();

        var own = new Metadata { { "own", "x" } };
        await CallAsync(client, kind, 2, new CallOptions(own));
        CollectionAssert.AreEqual(new[] { "03357-1 x" }, seen);
        Assert.HasCount(1, own, "the caller's metadata is the caller's");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task ManyMessages_PassWhole(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        Assert.AreEqual(5000, await CallAsync(client, kind, 5000));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Refusal_ByAnInterceptor_MakesNoCall(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Refusing()).CreateGrpcService<IProbe>();
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => CallAsync(client, kind, 1, context));
        Assert.AreEqual("ResourceExhausted: \"enough for today\"", error.Status.ToString());
        Assert.AreEqual("ResourceExhausted: \"enough for today\"", context.ResponseStatus().ToString());
        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task WhatComesWithTheResponse_IsSeenInsideAndOutside(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        SeeEveryCall(server.Probe, call =>
        {
            call.ResponseTrailers.Add("trailer", "t");
            call.WriteResponseHeadersAsync(new Metadata { { "header", "h" } }).Wait();
        });
        var observing = new ClientInterceptors.Observing();
        IProbe client = server.Channel.Intercept(observing).CreateGrpcService<IProbe>();
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        await CallAsync(client, kind, 2, context);

        Assert.AreEqual("h", (await context.ResponseHeadersAsync().WaitAsync(ProbeServer.Patience)).GetValue("header"));
        Assert.AreEqual("t", context.ResponseTrailers().GetValue("trailer"));
        Assert.AreEqual(StatusCode.OK, context.ResponseStatus().StatusCode);
        AsyncCall inside = observing.Call!;
        Assert.AreEqual("h", (await inside.ResponseHeadersAsync.WaitAsync(ProbeServer.Patience)).GetValue("header"));
        Assert.AreEqual("t", inside.GetTrailers().GetValue("trailer"));
        Assert.AreEqual(StatusCode.OK, inside.GetStatus().StatusCode);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Status_OfTheServer_IsTheCallers(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        SeeEveryCall(server.Probe, _ => throw new RpcException(new Status(StatusCode.NotFound, "none here"), new Metadata { { "trailer", "t" } }));
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => CallAsync(client, kind, 1));
        Assert.AreEqual("NotFound: \"none here\"", error.Status.ToString());
        Assert.AreEqual("t", error.Trailers.GetValue("trailer"));
    }

    [TestMethod]
    [DataRow(CallKind.Unary, "AsyncUnaryCall")]
    [DataRow(CallKind.ServerStreaming, "AsyncServerStreamingCall")]
    [DataRow(CallKind.ClientStreaming, "AsyncClientStreamingCall")]
    [DataRow(CallKind.Duplex, "AsyncDuplexStreamingCall")]
    public async Task Interceptor_ThatReturnsNull_IsNamedAndEndsWhatItStarted(CallKind kind, string method)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var running = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        WaitInEveryCall(server.Probe, ended, running.SetResult);
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Failing(() => running.Task.Wait(ProbeServer.Patience))).CreateGrpcService<IProbe>();
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => CallAsync(client, kind, 1));
        Assert.Contains(typeof(ClientInterceptors.Failing).FullName!, error.Message);
        Assert.Contains(method, error.Message);
        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Interceptor_ThatFailsAfterItHasStartedACall_EndsIt(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var running = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        WaitInEveryCall(server.Probe, ended, running.SetResult);
        var failing = new ClientInterceptors.Failing(() =>
        {
            running.Task.Wait(ProbeServer.Patience);
            throw new NotSupportedException("changed its mind");
        });
        IProbe client = server.Channel.Intercept(failing).CreateGrpcService<IProbe>();
        NotSupportedException error = await Assert.ThrowsExactlyAsync<NotSupportedException>(() => CallAsync(client, kind, 1));
        Assert.AreEqual("changed its mind", error.Message);
        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Interceptor_ThatTriesAgain_GivesTheSecondAnswer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        server.Probe.OnAsk = (_, _) => server.Probe.Calls == 1
            ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet"))
            : Task.FromResult(new Answer { Number = 7 });
        IProbe client = server.Channel.Intercept(new ClientInterceptors.TryingTwice()).CreateGrpcService<IProbe>();
        Assert.AreEqual(7, (await client.Ask(new Question()).WaitAsync(ProbeServer.Patience)).Number);
        Assert.AreEqual(2, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Streams_ThatAnInterceptorWraps_ArePassedThroughIt()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Doubling()).CreateGrpcService<IProbe>();
        List<int> numbers = await client.Talk(new Questions(3)).Patiently().Select(a => a.Number).ToListAsync();
        CollectionAssert.AreEqual(new[] { 0, 4, 8 }, numbers, "each number is doubled on its way there and on its way back");
        Assert.AreEqual(2 * (0 + 1 + 2), (await client.Collect(new Questions(3)).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Token_OfTheCaller_CancelsTheCallAndIsTold(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var source = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        WaitInEveryCall(server.Probe, ended, source.Cancel);
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => CallAsync(client, kind, 1, source.Token));
        Assert.AreEqual(source.Token, error.CancellationToken);
        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    public async Task Token_OfTheEnumeration_CancelsTheCallAndIsTold()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var source = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        WaitInEveryCall(server.Probe, ended, source.Cancel);
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (Answer answer in client.Stream(new Question()).WithCancellation(source.Token))
            {
                Assert.Fail($"{answer.Number} came, where nothing is sent");
            }
        });
        Assert.AreEqual(source.Token, error.CancellationToken);
        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Deadline_OfTheCall_IsDeadlineExceeded(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        WaitInEveryCall(server.Probe, new TaskCompletionSource(), () => { });
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => CallAsync(client, kind, 1, new CallOptions(Deadline: DateTime.UtcNow.AddMilliseconds(200))));
        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [TestMethod]
    public async Task Break_OutOfTheResponses_EndsTheCallOnTheServer()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var ended = new TaskCompletionSource();
        server.Probe.OnStream = (_, call) =>
        {
            call.CancellationToken.Register(() => ended.TrySetResult());
            return Probe.CountThenWait(3, call.CancellationToken);
        };
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        await foreach (Answer answer in client.Stream(new Question()).Patiently())
        {
            Assert.AreEqual(0, answer.Number);
            break;
        }

        await ended.Task.WaitAsync(ProbeServer.Patience);
    }

    [TestMethod]
    [DynamicData(nameof(StreamsOfRequests))]
    public async Task Requests_ThatFail_FailTheCallWithTheirOwnException(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var requests = new Questions(10, before: (i, _) => i == 2 ? throw new InvalidOperationException("no third one") : default);
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => CallAsync(client, kind, requests, default));
        Assert.AreEqual("no third one", error.Message);
        await requests.WaitUntilDisposedAsync();
    }

    [TestMethod]
    [DynamicData(nameof(StreamsOfRequests))]
    public async Task Requests_OfACallThatTheServerEnds_StopQuietly(CallKind kind)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        SeeEveryCall(server.Probe, _ => throw new RpcException(new Status(StatusCode.FailedPrecondition, "full")));
        var requests = new Questions(int.MaxValue, before: (i, token) => i == 0 ? default : Questions.Forever(token));
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => CallAsync(client, kind, requests, default));
        Assert.AreEqual("FailedPrecondition: \"full\"", error.Status.ToString());
        await requests.WaitUntilDisposedAsync();
    }

    [TestMethod]
    public async Task Responses_ThatNobodyEnumerates_MakeNoCall()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var trace = new List<string>();
        var context = new CallContext(default, CallContextFlags.CaptureMetadata);
        IAsyncEnumerable<Answer> answers = server.Channel.Intercept(new ClientInterceptors.Tracing("", trace)).CreateGrpcService<IProbe>().Stream(new Question(), context);
        Assert.IsEmpty(trace);
        Assert.Contains("enumerate it first", Assert.ThrowsExactly<InvalidOperationException>(() => _ = context.ResponseHeadersAsync()).Message);
        await answers.Patiently().CountAsync();
        Assert.Contains("enumerated once", Assert.ThrowsExactly<InvalidOperationException>(() => answers.GetAsyncEnumerator()).Message);
    }

    [TestMethod]
    public async Task CompressionOfSingleMessages_IsStillTheCallersChoice()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.ResponseCompressionAlgorithm = "gzip");
        var seen = new List<bool>();
        server.Probe.OnCollect = async (questions, call) =>
        {
            await foreach (Question _ in questions)
            {
                seen.Add(call.IsRequestCompressed);
            }

            return new Answer { Payload = new byte[10_000] };
        };
        var context = new CallContext(default(CallOptions).WithRequestCompression("gzip"), CallContextFlags.CaptureMetadata);
        IProbe client = server.Channel.Intercept(new ClientInterceptors.Tracing("", [])).CreateGrpcService<IProbe>();
        await client.Collect(QuestionsAsync(context), context).WaitAsync(ProbeServer.Patience);
        CollectionAssert.AreEqual(new[] { false }, seen);
        Assert.IsTrue(context.IsResponseCompressed());

        static async IAsyncEnumerable<Question> QuestionsAsync(CallContext context)
        {
            await Task.CompletedTask;
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            yield return new Question { Payload = new byte[10_000] };
        }
    }

    private static void SeeEveryCall(Probe probe, Action<ServerCallContext> see)
    {
        var (ask, stream, collect, talk) = (probe.OnAsk, probe.OnStream, probe.OnCollect, probe.OnTalk);
        probe.OnAsk = (q, c) => After(c, ask(q, c));
        probe.OnStream = (q, c) => After(c, stream(q, c));
        probe.OnCollect = (q, c) => After(c, collect(q, c));
        probe.OnTalk = (q, c) => After(c, talk(q, c));

        T After<T>(ServerCallContext call, T result)
        {
            see(call);
            return result;
        }
    }

    private static void WaitInEveryCall(Probe probe, TaskCompletionSource ended, Action whenThere)
    {
        async Task<Answer> WaitAsync(ServerCallContext call)
        {
            call.CancellationToken.Register(() => ended.TrySetResult());
            whenThere();
            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return new Answer();
        }

        async IAsyncEnumerable<Answer> WaitForAnswersAsync(ServerCallContext call)
        {
            yield return await WaitAsync(call);
        }

        probe.OnAsk = (_, c) => WaitAsync(c);
        probe.OnStream = (_, c) => WaitForAnswersAsync(c);
        probe.OnCollect = (_, c) => WaitAsync(c);
        probe.OnTalk = (_, c) => WaitForAnswersAsync(c);
    }

    /// <summary>Makes a call with <paramref name="count"/> messages where there is a stream, and gives how many were counted.</summary>
    private static Task<int> CallAsync(IProbe client, CallKind kind, int count, CallContext context = default) =>
        CallAsync(client, kind, new Questions(count, make: _ => new Question { Number = 1 }), context, count);

    private static async Task<int> CallAsync(IProbe client, CallKind kind, Questions requests, CallContext context, int number = 0)
    {
        using var patience = new CancellationTokenSource(ProbeServer.Patience);
        return kind switch
        {
            CallKind.Unary => (await client.Ask(new Question { Number = number }, context).WaitAsync(patience.Token)).Number,
            CallKind.ServerStreaming => await client.Stream(new Question { Number = number }, context).Patiently().CountAsync(),
            CallKind.ClientStreaming => (await client.Collect(requests, context).WaitAsync(patience.Token)).Number,
            _ => await client.Talk(requests, context).Patiently().CountAsync(),
        };
    }
}
