using CodeFirst.Grpc.Client;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using ProtoBuf.Grpc;

namespace Tests.CodeFirst.Engine;

/// <summary>A call has the same outcome with and without compiled contracts, on either side.</summary>
[TestClass]
public sealed class StreamOutcomeTests
{
    private static readonly int[][] Streams = [[0, 1], [1, 1], [2, 1], [10, 100], [5000, 10], [40, 16_000], [4, 70_000]];

    public static IEnumerable<object[]> Ways =>
        from way in new[]
        {
            "", "headers", "gzip", "trailers", "hint", "status", "throws", "throws something", "cancels", "null",
            "fails to serialize", "larger than a batch", "larger than the limit", "same object", "yields", "throws at once", "no stream",
        }
        select new object[] { way };

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task Stream_OfAnyKind_EndsAlike(string way)
    {
        foreach (int[] stream in Streams)
        {
            await AssertAlikeAsync(
                plant => OutcomeAsync(c => plant.MakeMany(new Order { Count = stream[0], Size = stream[1], Way = way }, c)),
                $"{stream[0]} x {stream[1]}");
        }
    }

    [TestMethod]
    [DataRow(50_000, "larger than a batch")]
    [DataRow(50, "")]
    [DataRow(null, "larger than a batch")]
    public async Task Stream_UnderALimitOfReceivedMessages_EndsAlike(int? limit, string way) => await AssertAlikeAsync(
        plant => OutcomeAsync(c => plant.MakeMany(new Order { Count = 100, Size = 40, Way = way }, c)),
        "limit",
        options => options.MaxReceiveMessageSize = limit,
        compareLogs: false);

    [TestMethod]
    [DataRow(1, null)]
    [DataRow(1000, null)]
    [DataRow(1000, "asked for")]
    public async Task Duplex_OfAnyLength_EndsAlike(int copies, string? failure) => await AssertAlikeAsync(
        plant => OutcomeAsync(c => plant.Copy(Parts(10, copies, failure), c)), "duplex");

    [TestMethod]
    public async Task Stream_WithRetries_EndsAlike() => await AssertAlikeAsync(
        plant => OutcomeAsync(c => plant.MakeMany(new Order { Count = 100, Way = "throws at once" }, c)),
        "retries",
        options => options.ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 3,
                        InitialBackoff = TimeSpan.FromMilliseconds(1),
                        MaxBackoff = TimeSpan.FromMilliseconds(1),
                        BackoffMultiplier = 1,
                        RetryableStatusCodes = { StatusCode.NotFound },
                    },
                },
            },
        });

    [TestMethod]
    public async Task Stream_Hedged_HasAllMessages() => await AssertAlikeAsync(
        async plant =>
        {
            int sum = await plant.MakeMany(new Order { Count = 1000, Size = 10 }).Select(part => part.Number).SumAsync();
            return sum.ToString(System.Globalization.CultureInfo.InvariantCulture);
        },
        "hedging",
        options => options.ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    HedgingPolicy = new HedgingPolicy { MaxAttempts = 3, HedgingDelay = TimeSpan.Zero },
                },
            },
        },
        compareLogs: false);

    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public async Task Stream_CancelledAfterItsFirstMessage_EndsAlike(bool throwsCanceled, bool byEnumeration) => await AssertAlikeAsync(
        async plant =>
        {
            using var cancel = new CancellationTokenSource();
            return await OutcomeAsync(
                c => plant.MakeMany(new Order { Count = 100_000, Size = 10 }, c),
                byEnumeration ? default : new CallOptions(cancellationToken: cancel.Token),
                cancel.Cancel,
                byEnumeration ? cancel.Token : default);
        },
        "cancelled",
        options => options.ThrowOperationCanceledOnCancellation = throwsCanceled,
        compareLogs: false);

    [TestMethod]
    public async Task Stream_WhoseDeadlinePassesWhileTheProducerWaits_EndsAlike() => await AssertAlikeAsync(
        async plant =>
        {
            // The first call of a process is slow, and the deadline must not pass before the messages are here.
            await plant.MakeMany(new Order { Count = 10, Size = 10 }).CountAsync();
            return await OutcomeAsync(
                c => plant.MakeMany(new Order { Count = 10, Size = 10, Way = "hangs" }, c),
                new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2)));
        },
        "deadline",
        options => options.HttpHandler = new OwnDeadlineHandler(static body => body),
        compareLogs: false);

    [TestMethod]
    public async Task Stream_WhoseDeadlineAbortsARead_IsDeadlineExceeded()
    {
        await using PlantServer server = await PlantServer.StartAsync(compiled: true);
        using GrpcChannel channel = server.CreateChannel(
            compiled: true, options => options.HttpHandler = new OwnDeadlineHandler(static body => new AbortedBody(body)));
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, compiled: true);

        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () => await plant
            .MakeMany(
                new Order { Count = 10, Way = "hangs" },
                new CallContext(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(1))))
            .CountAsync());

        Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode, error.Message);
    }

    [TestMethod]
    public async Task Stream_WhoseDeadlinePassesWhileMessagesAreHere_HandsOutNoMore()
    {
        foreach (bool compiled in new[] { false, true })
        {
            await using PlantServer server = await PlantServer.StartAsync(compiled);
            server.Plant.OnMakeMany = (_, _) => Endless();
            var ended = new TaskCompletionSource();
            using GrpcChannel channel = server.CreateChannel(
                compiled, options => options.HttpHandler = new OwnDeadlineHandler(body => new DisposedBody(body, ended)));
            IPlant plant = PlantServer.CreateClient<IPlant>(channel, compiled);
            await using IAsyncEnumerator<Part> parts =
                plant.MakeMany(new Order(), new CallContext(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(2)))).GetAsyncEnumerator();
            for (int i = 0; i < 10; i++)
            {
                Assert.IsTrue(await parts.MoveNextAsync());
            }

            // grpc-dotnet disposes the response when the deadline has passed; thousands of messages have arrived by then.
            await ended.Task.WaitAsync(Waiting.Patience);
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () => await parts.MoveNextAsync());
            Assert.AreEqual(StatusCode.DeadlineExceeded, error.StatusCode);
        }
    }

    [TestMethod]
    public async Task Stream_ThatTheServerResetsJustBeforeTheDeadline_IsDeadlineExceeded()
    {
        await using PlantServer server = await PlantServer.StartAsync(compiled: true);
        DateTime deadline = DateTime.MaxValue;
        using GrpcChannel channel = server.CreateChannel(
            compiled: true, options => options.HttpHandler = new OwnDeadlineHandler(body => new ResetBody(body, () => deadline)));
        IPlant plant = PlantServer.CreateClient<IPlant>(channel, compiled: true);
        await plant.MakeMany(new Order { Count = 1 }).CountAsync();

        // First, since a process takes its time for the first exception.
        deadline = DateTime.UtcNow;
        RpcException other = await Assert.ThrowsExactlyAsync<RpcException>(async () => await plant
            .MakeMany(new Order { Count = 1 }, new CallContext(new CallOptions(deadline: deadline.AddMinutes(10))))
            .CountAsync());
        deadline = DateTime.UtcNow.AddSeconds(1);
        RpcException early = await Assert.ThrowsExactlyAsync<RpcException>(async () => await plant
            .MakeMany(new Order { Count = 1 }, new CallContext(new CallOptions(deadline: deadline)))
            .CountAsync());

        Assert.AreEqual(StatusCode.DeadlineExceeded, early.StatusCode, early.Message);
        Assert.AreEqual(StatusCode.Cancelled, other.StatusCode, other.Message);
    }

    [TestMethod]
    public async Task Exceptions_OfAFrankContract_AreToldAlike()
    {
        foreach (bool compiled in new[] { false, true })
        {
            await using PlantServer server = await PlantServer.StartAsync(compiled);
            using GrpcChannel channel = server.CreateChannel(compiled);
            IFrank frank = PlantServer.CreateClient<IFrank>(channel, compiled);
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => frank.Fail(new Order()));
            Assert.AreEqual(new Status(StatusCode.InvalidArgument, "said frankly"), new Status(error.StatusCode, error.Status.Detail));
            error = await Assert.ThrowsExactlyAsync<RpcException>(async () => await frank.FailLater(new Order()).CountAsync());
            Assert.AreEqual(
                new Status(StatusCode.DeadlineExceeded, "said frankly later"),
                new Status(error.StatusCode, error.Status.Detail));
        }
    }

    [TestMethod]
    [DataRow("engine.Plant/Break")]
    [DataRow("engine.Nobody/Make")]
    public async Task Method_ThatIsNotThere_IsUnimplementedAlike(string path)
    {
        var told = new List<Status>();
        foreach (bool compiled in new[] { false, true })
        {
            await using PlantServer server = await PlantServer.StartAsync(compiled);
            using GrpcChannel channel = server.CreateChannel(compiled);
            Marshaller<byte[]> bytes = Marshallers.Create(static message => message, static message => message);
            var method = new Method<byte[], byte[]>(MethodType.Unary, path.Split('/')[0], path.Split('/')[1], bytes, bytes);
            RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(
                async () => await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, []));
            told.Add(new Status(error.StatusCode, error.Status.Detail));
        }

        Assert.AreEqual(StatusCode.Unimplemented, told[0].StatusCode);
        Assert.AreEqual(told[0], told[1]);
    }

    private static async Task AssertAlikeAsync(
        Func<IPlant, Task<string>> run, string what, Action<GrpcChannelOptions>? configure = null, bool compareLogs = true)
    {
        string? expected = null;
        foreach (bool compiledServer in new[] { false, true })
        {
            foreach (bool compiledClient in new[] { false, true })
            {
                await using PlantServer server = await PlantServer.StartAsync(compiledServer);
                using GrpcChannel channel = server.CreateChannel(compiledClient, configure);
                string outcome = await run(PlantServer.CreateClient<IPlant>(channel, compiledClient)).WaitAsync(Waiting.Patience);
                await server.DisposeAsync();
                if (compareLogs)
                {
                    outcome += $", logged {string.Join(", ", server.Events)}";
                }

                expected ??= outcome;
                Assert.AreEqual(
                    expected,
                    outcome,
                    $"{what}: server {(compiledServer ? "compiled" : "plain")}, client {(compiledClient ? "compiled" : "plain")}");
            }
        }
    }

    private static async Task<string> OutcomeAsync(
        Func<CallContext, IAsyncEnumerable<Part>> call,
        CallOptions options = default,
        Action? afterFirst = null,
        CancellationToken enumeration = default)
    {
        var context = new CallContext(options, CallContextFlags.CaptureMetadata);
        var read = new HashCode();
        int count = 0;
        string end = "OK";
        try
        {
            await foreach (Part part in call(context).WithCancellation(enumeration))
            {
                count++;
                read.Add(part.Number);
                read.Add(part.Load.Length);
                read.Add(part.Name);
                if (count == 1)
                {
                    afterFirst?.Invoke();
                }
            }
        }
        catch (RpcException e)
        {
            end = $"{e.StatusCode} '{e.Status.Detail}' {Show(e.Trailers)}";
        }
        catch (Exception e)
        {
            end = e.GetType().Name;
        }

        string captured;
        try
        {
            captured =
                $"{Show(await context.ResponseHeadersAsync())} {Show(context.ResponseTrailers())} {context.ResponseStatus().StatusCode}";
        }
        catch (Exception e)
        {
            captured = e.GetType().Name;
        }

        return $"{count} messages {read.ToHashCode()}, {end}, captured {captured}";
    }

    private static string Show(Metadata metadata)
    {
        IEnumerable<string> entries =
            from entry in metadata where entry.Key is not ("date" or "server") select $"{entry.Key}={entry.Value}";
        return $"[{string.Join(", ", entries)}]";
    }

    private static async IAsyncEnumerable<Part> Parts(int count, int copies, string? lastName)
    {
        for (int i = 0; i < count; i++)
        {
            yield return new Part { Number = copies, Load = new byte[3], Name = i == count - 1 ? lastName : null };
            await Task.Yield();
        }
    }

    private static async IAsyncEnumerable<Part> Endless()
    {
        await Task.CompletedTask;
        while (true)
        {
            yield return new Part();
        }
    }

    /// <summary>Keeps the deadline from the server, whose own status may be faster, and puts another body before the response's.</summary>
    private sealed class OwnDeadlineHandler(Func<Stream, Stream> wrap) : DelegatingHandler(GrpcHttpHandler.CreateDefault())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Remove("grpc-timeout");
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            var content = new StreamContent(wrap(await response.Content.ReadAsStreamAsync(cancellationToken)));
            foreach (KeyValuePair<string, IEnumerable<string>> header in response.Content.Headers)
            {
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = content;
            return response;
        }
    }

    /// <summary>Tells when it is disposed.</summary>
    private sealed class DisposedBody(Stream body, TaskCompletionSource disposed) : Forwarding(body)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            disposed.TrySetResult();
        }
    }

    /// <summary>Is reset by the server 10 ms before a deadline, or as soon as it is read if that is over.</summary>
    private sealed class ResetBody(Stream body, Func<DateTime> deadline) : Forwarding(body)
    {
        // RFC 9113, section 7.
        private const int Cancel = 8;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (deadline() == DateTime.MaxValue)
            {
                return await base.ReadAsync(buffer, cancellationToken);
            }

            TimeSpan left = deadline() - DateTime.UtcNow - TimeSpan.FromMilliseconds(10);
            using var reset = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            await Task.Delay(Timeout.Infinite, reset.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new HttpProtocolException(Cancel, "The HTTP/2 server reset the stream.", null);
        }
    }

    /// <summary>Fails when a read is cancelled as HttpClient fails when the response is disposed before it sees the cancellation.</summary>
    private sealed class AbortedBody(Stream body) : Forwarding(body)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await base.ReadAsync(buffer, cancellationToken);
            }
            catch (OperationCanceledException e)
            {
                throw new IOException("The request was aborted.", e);
            }
        }
    }
}
