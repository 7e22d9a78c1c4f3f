using CodeFirst.Grpc.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Tests.CodeFirst.Frames;

namespace Tests.CodeFirst.Streams;

/// <summary>A client that neither reads nor sends costs the server one stream, and that for a while only.</summary>
[TestClass]
public sealed class StallTests
{
    private const int Cancel = 0x8;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>A Question whose number is 5, and whose payload is a byte.</summary>
    private static readonly byte[] Five = [0, 0, 0, 0, 5, 0x08, 5, 0x12, 1, 7];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(ProbePath.Stream, 10, DisplayName = "small messages")]
    [DataRow(ProbePath.Stream, 100_000, DisplayName = "messages larger than a batch")]
    [DataRow(ProbePath.Ask, 300_000, DisplayName = "a response that the server can let go of")]
    [DataRow(ProbePath.Ask, 2_000_000, DisplayName = "a response that it cannot")]
    public Task Response_ThatNobodyReads_IsResetAlone(string path, int size) => RunAsync(async (server, time, connection) =>
    {
        server.Log.Expect("ClientStalled");
        server.Probe.OnStream = (_, _) => Flood(size);
        server.Probe.OnAsk = (_, _) => Task.FromResult(new Answer { Payload = new byte[size] });
        RawStream stream = connection.NewStream(givesCredit: false);
        await stream.SendHeadersAsync(path);
        await stream.SendAsync(Five, end: true);
        await stream.ReceiveAsync(65_535);
        Task<RawEnd> end = stream.EndAsync();
        await time.PassAsync(Limit, end);
        Assert.AreEqual(Cancel, (await end).Reset);
        Assert.ContainsSingle(server.Log.Events.Where(name => name == "ClientStalled"));
    });

    [TestMethod]
    [DataRow(ProbePath.Ask)]
    [DataRow(ProbePath.Stream)]
    [DataRow(ProbePath.Collect)]
    [DataRow(ProbePath.Talk)]
    public Task Message_NotSentToItsEnd_IsResetAlone(string path) => RunAsync(async (server, time, connection) =>
    {
        server.Log.Expect("ClientStalled");
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(path);
        await stream.SendAsync(Five.AsSpan(0, 6));
        Task<RawEnd> end = stream.EndAsync();
        await time.PassAsync(Limit, end);
        Assert.AreEqual(Cancel, (await end).Reset);
    });

    [TestMethod]
    [DataRow(ProbePath.Ask)]
    [DataRow(ProbePath.Stream)]
    public Task Message_ThatIsDueAndDoesNotBegin_IsResetAlone(string path) => RunAsync(async (server, time, connection) =>
    {
        server.Log.Expect("ClientStalled");
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(path);
        Task<RawEnd> end = stream.EndAsync();
        await time.PassAsync(Limit, end);
        Assert.AreEqual(Cancel, (await end).Reset);
    });

    [TestMethod]
    public Task Message_ThatTricklesIn_IsResetWhenItsTimeIsUp() => RunAsync(async (server, time, connection) =>
    {
        server.Log.Expect("ClientStalled");
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(ProbePath.Ask);

        // Less than the limit between two bytes, and more than the limit in all.
        foreach (byte b in Five.AsSpan(0, 3).ToArray())
        {
            await stream.SendAsync([b]);
            await time.WhenSetAsync();
            time.Advance(Limit * 0.4);
        }

        Task<RawEnd> end = stream.EndAsync();
        await time.PassAsync(Limit * 0.4, end);
        Assert.AreEqual(Cancel, (await end).Reset);
        Assert.AreEqual(1, server.Probe.Calls, "the witness's alone");
    });

    [TestMethod]
    [DataRow(ProbePath.Collect)]
    [DataRow(ProbePath.Talk)]
    public Task Client_SilentBetweenMessages_IsNotStalled(string path) => RunAsync(async (server, time, connection) =>
    {
        using var received = new SemaphoreSlim(0);
        server.Probe.OnCollect = async (questions, _) => new Answer { Number = await questions.CountAsync(_ => received.Release() >= 0) };
        server.Probe.OnTalk = (questions, _) => questions.Select(q =>
        {
            received.Release();
            return new Answer { Number = q.Number, Payload = q.Payload };
        });
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(path);
        for (int i = 0; i < 3; i++)
        {
            await stream.SendAsync(Five);
            Assert.IsTrue(await received.WaitAsync(Waiting.Patience, TestContext.CancellationToken));
            time.Advance(2 * Limit);
        }

        await stream.SendAsync([], end: true);
        RawEnd end = await stream.EndAsync();
        Assert.AreEqual((null, "0"), (end.Reset, end.Status));
    });

    [TestMethod]
    public Task Message_HeldUpByASlowHandler_IsNotStalled() => RunAsync(async (server, time, connection) =>
    {
        var received = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        server.Probe.OnCollect = async (questions, _) => new Answer
        {
            Number = await questions.CountAsync(async (_, _) =>
            {
                received.TrySetResult();
                await goOn.Task;
                return true;
            }),
        };
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(ProbePath.Collect);
        await stream.SendAsync([.. Five, .. Five.AsSpan(0, 6)]);
        await received.Task.Patiently();
        time.Advance(2 * Limit);
        goOn.SetResult();

        // The server waits for the rest now, and has done so for less than the limit.
        await time.WhenSetAsync();
        time.Advance(Limit * 0.4);
        await stream.SendAsync(Five.AsSpan(6), end: true);
        RawEnd end = await stream.EndAsync();
        Assert.AreEqual((null, "0"), (end.Reset, end.Status));
    });

    [TestMethod]
    public Task Server_SilentBetweenMessages_IsNotStalled() => RunAsync(async (server, time, connection) =>
    {
        var goOn = new TaskCompletionSource();
        server.Probe.OnStream = (_, _) => Probe.CountTo(2).Concat(AfterAsync(goOn.Task));
        RawStream stream = connection.NewStream();
        await stream.SendHeadersAsync(ProbePath.Stream);
        await stream.SendAsync(Five, end: true);
        await stream.ReceiveAsync(12);
        time.Advance(2 * Limit);
        goOn.SetResult();
        Assert.AreEqual("0", (await stream.EndAsync()).Status);
    });

    [TestMethod]
    public void Timeout_ThatIsNone_IsRefused()
    {
        var options = new CompiledContractsOptions();
        Assert.AreEqual(TimeSpan.FromMinutes(2), options.StallTimeout);
        foreach (TimeSpan time in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromDays(50) })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.StallTimeout = time);
        }

        options.StallTimeout = Timeout.InfiniteTimeSpan;
        Assert.AreEqual(Timeout.InfiniteTimeSpan, options.StallTimeout);
    }

    /// <summary>Runs a test beside another call on the same connection, which is not to notice.</summary>
    private static async Task RunAsync(Func<ProbeServer, ManualTime, RawConnection, Task> test)
    {
        var time = new ManualTime();
        await using ProbeServer server = await ProbeServer.StartAsync(services: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.Configure<CompiledContractsOptions>(o => o.StallTimeout = Limit);
        });
        await using RawConnection connection = await RawConnection.OpenAsync(server.Address);
        Witness witness = await Witness.OpenAsync(connection);
        await test(server, time, connection);
        await witness.AssertWellAsync();
        await witness.EndAsync();
    }

    private static async IAsyncEnumerable<Answer> Flood(int size)
    {
        await Task.CompletedTask;
        byte[] payload = new byte[size];
        while (true)
        {
            yield return new Answer { Payload = payload };
        }
    }

    private static async IAsyncEnumerable<Answer> AfterAsync(Task goOn)
    {
        await goOn;
        yield return new Answer { Number = 2 };
    }
}
