using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>A message at its limit is taken, one byte more is refused, on either side and in either direction.</summary>
[TestClass]
public sealed class MaxMessageSizeTests
{
    private const int Limit = 1000;

    /// <summary>Bytes that a payload's tag and length take.</summary>
    private const int Overhead = 3;

    [TestMethod]
    [DataRow(Limit - 1, true)]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Request_AtTheServersLimit(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxReceiveMessageSize = Limit);
        await AssertAsync(server.Client, length, taken, "received message");
        Assert.AreEqual(taken ? 2 : 0, server.Probe.Calls, "a message that is too long never reaches a handler");
    }

    [TestMethod]
    [DataRow(Limit - 1, true)]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Response_AtTheServersLimit(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxSendMessageSize = Limit);
        AnswerWith(server.Probe, length);
        await AssertAsync(server.Client, 0, taken, "message to send");
    }

    [TestMethod]
    [DataRow(Limit - 1, true)]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Request_AtTheClientsLimit(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxSendMessageSize = Limit });
        await AssertAsync(channel.CreateGrpcService<IProbe>(), length, taken, "message to send");
    }

    [TestMethod]
    [DataRow(Limit - 1, true)]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Response_AtTheClientsLimit(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        AnswerWith(server.Probe, length);
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = Limit });
        await AssertAsync(channel.CreateGrpcService<IProbe>(), 0, taken, "received message");
    }

    [TestMethod]
    public async Task Request_AnnouncingFourGigabytes_IsRefusedBeforeItComes()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var call = new RawCall(server.Address);
        RawResponse response = await call.SendAsync([0, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.AreEqual("8", response.TrailersOnlyStatus);
        Assert.Contains("4294967295", response.TrailersOnlyMessage!);
        Assert.Contains("4194304", response.TrailersOnlyMessage!);
    }

    private static void AnswerWith(Probe probe, int length)
    {
        var answer = new Answer { Payload = new byte[length - Overhead] };
        probe.OnAsk = (_, _) => Task.FromResult(answer);
        probe.OnStream = (_, _) => new[] { answer }.ToAsyncEnumerable();
    }

    private static async Task AssertAsync(IProbe client, int requestLength, bool taken, string what)
    {
        var question = new Question { Payload = new byte[Math.Max(0, requestLength - Overhead)] };
        await AssertAsync(() => client.Ask(question), taken, what);
        await AssertAsync(async () => await client.Stream(question).Patiently().CountAsync(), taken, what);
    }

    private static async Task AssertAsync(Func<Task> call, bool taken, string what)
    {
        if (taken)
        {
            await call().WaitAsync(ProbeServer.Patience);
            return;
        }

        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode);
        Assert.Contains(what, error.Status.Detail);
        Assert.Contains($"{Limit + 1}", error.Status.Detail);
        Assert.Contains($"{Limit}", error.Status.Detail);
    }
}
