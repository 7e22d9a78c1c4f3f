using CodeFirst.Grpc;

namespace Tests.CodeFirst.Calls;

/// <summary>Interceptors around calls with a stream of requests.</summary>
[TestClass]
public sealed class RequestInterceptorTests
{
    [TestMethod]
    public async Task Interceptor_ThatWrapsTheRequests_ShowsTheHandlerItsOwn()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Doubling>());
        Assert.AreEqual((0 + 1 + 2 + 3) * 2, (await server.Client.Collect(new Questions(4)).WaitAsync(ProbeServer.Patience)).Number);
        int[] numbers = await server.Client.Talk(new Questions(4)).Patiently().Select(a => a.Number).ToArrayAsync();
        CollectionAssert.AreEqual(new[] { 0, 2, 4, 6 }, numbers);
    }

    [TestMethod]
    public async Task Interceptor_ThatRefuses_KeepsTheHandlerFromRunningAndTheRequestsFromBeingAsked()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Refusing>());
        foreach (Func<Questions, Task> call in new Func<Questions, Task>[]
        {
            q => server.Client.Collect(q),
            async q => await server.Client.Talk(q).Patiently().CountAsync(),
        })
        {
            var questions = new Questions(1, (_, token) => Questions.Forever(token));
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call(questions).WaitAsync(ProbeServer.Patience));
            Assert.AreEqual("PermissionDenied: \"no token\"", error.Status.ToString());
            Assert.AreEqual(0, questions.Yielded);
        }

        Assert.AreEqual(0, server.Probe.Calls);
    }

    [TestMethod]
    public async Task Interceptor_ThatReadsOn_TakesMessagesFromTheHandler()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.Interceptors.Add<Skipping>());
        Assert.AreEqual(1 + 2 + 3, (await server.Client.Collect(new Questions(4, make: i => new Question { Number = i == 0 ? 100 : i })).WaitAsync(ProbeServer.Patience)).Number);
    }

    [TestMethod]
    [DataRow(false, DisplayName = "by themselves")]
    [DataRow(true, DisplayName = "behind a reader of an interceptor's own")]
    public async Task Requests_EnumeratedTwice_SayThatTheyComeOnce(bool wrapped)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o =>
        {
            if (wrapped)
            {
                o.Interceptors.Add<Doubling>();
            }
        });
        var errors = new List<InvalidOperationException>();
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await TakeAsync(questions) };
        server.Probe.OnTalk = (questions, _) => Talk(questions);

        // The first enumeration may have left messages behind: the second gets none of them.
        int factor = wrapped ? 2 : 1;
        Assert.AreEqual(1 * factor, (await server.Client.Collect(new Questions(4)).WaitAsync(ProbeServer.Patience)).Number);
        Assert.AreEqual(1 * factor, await server.Client.Talk(new Questions(4)).Patiently().Select(a => a.Number).SingleAsync());
        Assert.AreEqual("/test.Probe/Collect", errors[0].Message.Split('\'')[1]);
        Assert.AreEqual("/test.Probe/Talk", errors[1].Message.Split('\'')[1]);
        Assert.IsTrue(errors.TrueForAll(e => e.Message.Contains("can be enumerated once", StringComparison.Ordinal)));

        async Task<int> TakeAsync(IAsyncEnumerable<Question> questions)
        {
            int sum = await questions.Take(2).Select(q => q.Number).SumAsync();
            errors.Add(await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await questions.CountAsync()));
            return sum;
        }

        async IAsyncEnumerable<Answer> Talk(IAsyncEnumerable<Question> questions)
        {
            yield return new Answer { Number = await TakeAsync(questions) };
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no token"));

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no token"));
    }

    private sealed class Skipping : Interceptor
    {
        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Assert.IsTrue(await requestStream.MoveNext());
            return await continuation(requestStream, context);
        }
    }

    private sealed class Doubling : Interceptor
    {
        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(new Reader<TRequest>(requestStream), context);

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(new Reader<TRequest>(requestStream), responseStream, context);

        private sealed class Reader<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
        {
            public T Current => inner.Current;

            public async Task<bool> MoveNext(CancellationToken cancellationToken)
            {
                bool more = await inner.MoveNext(cancellationToken);
                if (more && inner.Current is Question question)
                {
                    question.Number *= 2;
                }

                return more;
            }
        }
    }
}
