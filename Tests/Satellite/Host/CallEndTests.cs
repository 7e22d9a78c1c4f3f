using CodeFirstSatellite.Host.Calls;
using CodeFirstSatellite.Host.Logging;
using CodeFirstSatellite.Host.Maps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tests.Satellite.Host;

/// <summary>What calls end with when something else than their handler ends them, whatever that makes of it.</summary>
[TestClass]
public sealed class CallEndTests
{
    private static readonly Func<Task<string>>[] Endings =
    [
        () => throw new OperationCanceledException(),
        () => throw new RpcException(new Status(StatusCode.Cancelled, "")),
        () => Task.FromException<string>(new OperationCanceledException()),
        () => Task.FromException<string>(new IOException("the stream was reset")),
        async () =>
        {
            await Task.Yield();
            throw new RpcException(new Status(StatusCode.Cancelled, ""));
        },
    ];

    private static readonly Func<Task<string>>[] Successes =
    [
        () => Task.FromResult("image"),
        async () =>
        {
            await Task.Yield();
            return "image";
        },
    ];

    [TestMethod]
    public async Task Call_AfterItsDeadline_IsDeadlineExceeded()
    {
        foreach (Func<Task<string>> handler in (Func<Task<string>>[])[.. Endings, .. Successes])
        {
            // No timer has gone off: the machine is busy.
            using var call = new Call { Now = Call.Due };

            Assert.AreEqual(StatusCode.DeadlineExceeded, await call.RunUnaryAsync(handler));
            Assert.AreEqual(StatusCode.DeadlineExceeded, await call.RunStreamAsync(handler));
        }
    }

    [TestMethod]
    public async Task Call_EndedByTheDrain_IsUnavailable()
    {
        foreach (Func<Task<string>> handler in Endings)
        {
            using var call = new Call();
            call.Drain.EndCalls();

            Assert.AreEqual(StatusCode.Unavailable, await call.RunUnaryAsync(handler));
            Assert.AreEqual(StatusCode.Unavailable, await call.RunStreamAsync(handler));
        }
    }

    [TestMethod]
    public async Task Call_WhoseClientHasLeft_IsCancelled()
    {
        foreach (Func<Task<string>> handler in Endings)
        {
            using var call = new Call();
            call.ClientLeaves();

            Assert.AreEqual(StatusCode.Cancelled, await call.RunUnaryAsync(handler));
            Assert.AreEqual(StatusCode.Cancelled, await call.RunStreamAsync(handler));
        }
    }

    [TestMethod]
    public async Task Call_ThatNothingElseEnds_IsWhatItsHandlerSays()
    {
        using var call = new Call();

        Assert.AreEqual(StatusCode.OK, await call.RunUnaryAsync(() => Task.FromResult("image")));
        Assert.AreEqual(StatusCode.OK, await call.RunStreamAsync(() => Task.FromResult("")));
        Assert.AreEqual(StatusCode.NotFound, await call.RunUnaryAsync(() => throw new RpcException(new Status(StatusCode.NotFound, ""))));
        Assert.AreEqual(StatusCode.NotFound, await call.RunStreamAsync(() => throw new RpcException(new Status(StatusCode.NotFound, ""))));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "the drain")]
    [DataRow(false, DisplayName = "the client")]
    public async Task Token_OfAWaitingHandler_IsCancelledBy(bool byDrain)
    {
        using var call = new Call();
        Task<StatusCode> running = call.RunUnaryAsync(async () =>
        {
            await Task.Delay(Timeout.Infinite, call.Token);
            return "";
        });

        if (byDrain)
        {
            call.Drain.EndCalls();
        }
        else
        {
            call.ClientLeaves();
        }

        Assert.AreEqual(byDrain ? StatusCode.Unavailable : StatusCode.Cancelled, await running.WaitAsync(Waiting.Patience));
    }

    /// <summary>A call whose clock stands still.</summary>
    private sealed class Call : ServerCallContext, IDisposable
    {
        public static readonly DateTimeOffset Due = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

        private readonly CancellationTokenSource _client = new();
        private readonly DefaultHttpContext _http = new();

        public Call()
        {
            _http.Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = _client.Token });
            UserState["__HttpContext"] = _http;
        }

        public DateTimeOffset Now { get; init; } = Due.AddSeconds(-1);

        public CallDrain Drain { get; } = new();

        public CancellationToken Token => _http.RequestAborted;

        protected override string MethodCore => "/a.B/C";

        protected override string HostCore => "localhost";

        protected override string PeerCore => "nobody";

        protected override DateTime DeadlineCore => Due.UtcDateTime;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => _http.RequestAborted;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => throw new NotSupportedException();

        public void ClientLeaves() => _client.Cancel();

        public void Dispose()
        {
            _client.Dispose();
            Drain.Dispose();
        }

        public Task<StatusCode> RunUnaryAsync(Func<Task<string>> handler) =>
            StatusOfAsync(interceptor => interceptor.UnaryServerHandler("", this, (_, _) => handler()));

        public Task<StatusCode> RunStreamAsync(Func<Task<string>> handler) =>
            StatusOfAsync(interceptor => interceptor.ServerStreamingServerHandler<string, string>("", null!, this, (_, _, _) => handler()));

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
            throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => throw new NotSupportedException();

        private async Task<StatusCode> StatusOfAsync(Func<CallEndInterceptor, Task> call)
        {
            try
            {
                var clock = new Clock(Now);
                using var budget = new LineBudget(clock);
                var failures = new MapFailures(new MapDirectory([]), NullLoggerFactory.Instance);
                await call(new CallEndInterceptor(new CallLog(NullLoggerFactory.Instance, budget, clock), Drain, failures, clock));
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
