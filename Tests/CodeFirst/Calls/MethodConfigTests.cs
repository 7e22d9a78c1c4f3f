using CodeFirst.Grpc;
using CodeFirst.Grpc.Client;

namespace Tests.CodeFirst.Calls;

/// <summary>Limits that a service or a method has for itself, on either side.</summary>
[TestClass]
public sealed class MethodConfigTests
{
    private static readonly MethodName Probe = new() { Service = "test.Probe" };
    private static readonly MethodName Ask = new() { Service = "test.Probe", Method = "Ask" };
    private static readonly MethodName Another = new() { Service = "test.Another" };

    [TestMethod]
    public async Task Method_OnTheServer_HasItsOwnReceiveLimit()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MethodConfigs.Add(new MethodConfig { Names = { Ask }, MaxReceiveMessageSize = 100 }));
        await AssertRefusedAsync(server.Client.Ask(Of(200)), "205", "100");
        Assert.AreEqual(1, (await server.Client.Collect(new[] { Of(200) }.ToAsyncEnumerable())).Number, "the limit is that of one method");
    }

    [TestMethod]
    public async Task Method_OnTheServer_HasItsOwnSendLimit()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o => o.MethodConfigs.Add(new MethodConfig { Names = { Ask }, MaxSendMessageSize = 100 }));
        await AssertRefusedAsync(server.Client.Ask(Of(200)), "205", "100");
    }

    [TestMethod]
    public async Task Method_OnTheClient_HasItsOwnLimits()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        var options = new GrpcChannelOptions { MethodConfigs = { new MethodConfig { Names = { Ask }, MaxReceiveMessageSize = 100, MaxSendMessageSize = 300 } } };
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address, options);
        IProbe client = channel.CreateGrpcService<IProbe>();
        await AssertRefusedAsync(client.Ask(Of(200)), "received message of 205", "100");
        await AssertRefusedAsync(client.Ask(Of(400)), "message to send of 405", "300");
        Assert.AreEqual(1, (await client.Collect(new[] { Of(400) }.ToAsyncEnumerable())).Number);
    }

    [TestMethod]
    public async Task Configs_OfDifferentCloseness_TheClosestThatSetsAValueCounts()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o =>
        {
            o.MaxReceiveMessageSize = 10;
            o.MethodConfigs.Add(new MethodConfig { Names = { Ask }, MaxReceiveMessageSize = 1000 });
            o.MethodConfigs.Add(new MethodConfig { Names = { Probe }, MaxReceiveMessageSize = 100, MaxSendMessageSize = 500 });
            o.MethodConfigs.Add(new MethodConfig { Names = { MethodName.Default, Another }, MaxReceiveMessageSize = 1 });
        });
        Assert.HasCount(200, (await server.Client.Ask(Of(200))).Payload);
        await AssertRefusedAsync(server.Client.Ask(Of(600)), "message to send of 605", "500");
        await AssertRefusedAsync(server.Client.Collect(new[] { Of(200) }.ToAsyncEnumerable()), "205", "100");
    }

    [TestMethod]
    public async Task MaxValue_LiftsTheLimit()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(o =>
        {
            o.MaxReceiveMessageSize = 10;
            o.MethodConfigs.Add(new MethodConfig { Names = { Ask }, MaxReceiveMessageSize = int.MaxValue });
        });
        server.Probe.OnAsk = (question, _) => Task.FromResult(new Answer { Number = question.Payload.Length });
        Assert.AreEqual(5_000_000, (await server.Client.Ask(Of(5_000_000))).Number);
    }

    [TestMethod]
    public async Task MethodWithoutService_StopsTheStart()
    {
        InvalidOperationException error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => ProbeServer.StartAsync(o =>
            o.MethodConfigs.Add(new MethodConfig { Names = { new MethodName { Method = "Ask" } }, MaxSendMessageSize = 1 })));
        Assert.Contains("'Ask'", error.Message);
    }

    /// <summary>A question with a payload of some length; the message is five bytes longer.</summary>
    private static Question Of(int length) => new() { Number = 1, Payload = new byte[length] };

    private static async Task AssertRefusedAsync(Task<Answer> call, string length, string limit)
    {
        RpcException error = await Assert.ThrowsExactlyAsync<RpcException>(() => call.WaitAsync(ProbeServer.Patience));
        Assert.AreEqual(StatusCode.ResourceExhausted, error.StatusCode, error.Status.Detail);
        Assert.Contains(length, error.Status.Detail);
        Assert.Contains(limit, error.Status.Detail);
    }
}
