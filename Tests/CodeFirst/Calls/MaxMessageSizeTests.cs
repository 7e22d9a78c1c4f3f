using Microsoft.Extensions.DependencyInjection;

namespace Tests.CodeFirst.Calls;

/// <summary>A message at its limit is taken, one byte more is refused, on either side and in either direction.</summary>
[TestClass]
public sealed class MaxMessageSizeTests
{
    private const int Limit = 1000;

    /// <summary>Bytes that a payload's tag and length take.</summary>
    private const int Overhead = 3;

    [TestMethod]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Request_AtTheServersLimit_IsTakenAndOneByteMoreIsNot(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxReceiveMessageSize = Limit);
        await AssertAsync(server.Client, length, taken);
        Assert.AreEqual(taken ? 2 : 0, server.Probe.Calls, "a message that is too long never reaches a handler");
    }

    [TestMethod]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Response_AtTheServersLimit_IsTakenAndOneByteMoreIsNot(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxSendMessageSize = Limit);
        AnswerWith(server.Probe, length);
        await AssertAsync(server.Client, 0, taken);
    }

    [TestMethod]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Response_AtTheServicesOwnLimit_IsTakenAndOneByteMoreIsNot(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(
            o => o.MaxSendMessageSize = 10,
            services => services.Configure<GrpcServiceOptions<Probe>>(o => o.MaxSendMessageSize = Limit));
        AnswerWith(server.Probe, length);
        await AssertAsync(server.Client, 0, taken);
    }

    [TestMethod]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Request_AtTheClientsLimit_IsTakenAndOneByteMoreIsNot(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using GrpcChannel channel = Contracts.Connect(server.Address, new GrpcChannelOptions { MaxSendMessageSize = Limit });
        await AssertAsync(Contracts.Create<IProbe>(channel), length, taken);
    }

    [TestMethod]
    [DataRow(Limit, true)]
    [DataRow(Limit + 1, false)]
    public async Task Response_AtTheClientsLimit_IsTakenAndOneByteMoreIsNot(int length, bool taken)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        AnswerWith(server.Probe, length);
        using GrpcChannel channel = Contracts.Connect(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = Limit });
        await AssertAsync(Contracts.Create<IProbe>(channel), 0, taken);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "the server's")]
    [DataRow(false, DisplayName = "the client's")]
    public async Task ResponseOverALimit_AfterOthers_ArrivesAfterThem(bool servers)
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MaxSendMessageSize = servers ? Limit : null);
        using GrpcChannel channel =
            Contracts.Connect(server.Address, new GrpcChannelOptions { MaxReceiveMessageSize = servers ? null : Limit });
        server.Probe.OnStream = (_, _) => Probe.CountTo(10).Append(new Answer { Payload = new byte[Limit] }).Concat(Probe.CountTo(10));
        int count = 0;
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(async () =>
        {
            await foreach (Answer answer in Contracts.Create<IProbe>(channel).Stream(new Question()).Patiently())
            {
                Assert.AreEqual(count++, answer.Number);
            }
        });
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode, error.ToString());
        Assert.AreEqual(10, count);
    }

    [TestMethod]
    public async Task Request_AnnouncingFourGigabytes_IsRefusedBeforeItComes()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        RawEnd response = await RawConnection.CallAsync(server.Address, ProbePath.Ask, [0, 0x7F, 0xFF, 0xFF, 0xFF]);
        Assert.AreEqual("8", response.Status);
    }

    private static void AnswerWith(Probe probe, int length)
    {
        var answer = new Answer { Payload = new byte[length - Overhead] };
        probe.OnAsk = (_, _) => Task.FromResult(answer);
        probe.OnStream = (_, _) => new[] { answer }.ToAsyncEnumerable();
    }

    private static async Task AssertAsync(IProbe client, int requestLength, bool taken)
    {
        var question = new Question { Payload = new byte[Math.Max(0, requestLength - Overhead)] };
        await AssertAsync(() => client.Ask(question), taken);
        await AssertAsync(async () => await client.Stream(question).Patiently().CountAsync(), taken);
    }

    private static async Task AssertAsync(Func<Task> call, bool taken)
    {
        if (taken)
        {
            await call().Patiently();
            return;
        }

        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call().Patiently());
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode, error.ToString());
    }
}
