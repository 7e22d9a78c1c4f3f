using Grpc.Net.Client.Balancer;

namespace Tests.CodeFirst.Clients;

/// <summary>A slow server and a quick one.</summary>
[TestClass]
public sealed class HedgingTests
{
    [TestMethod]
    public async Task Call_ThatASlowServerGot_IsAnsweredByTheQuickOne()
    {
        await using ProbeServer slow = await ProbeServer.StartAsync();
        await using ProbeServer quick = await ProbeServer.StartAsync();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Probe.OnAsk = async (_, call) =>
        {
            using CancellationTokenRegistration leaving = call.CancellationToken.Register(left.SetResult);
            await Questions.Forever(call.CancellationToken);
            return new Answer();
        };
        GrpcChannelOptions options = ServiceConfigs.Hedging([AddressOf(slow), AddressOf(quick)]);
        options.Credentials = ChannelCredentials.Insecure;
        using GrpcChannel channel = Contracts.Connect("static:///probe", options);
        IProbe probe = Contracts.Create<IProbe>(channel);

        // The slow one gets none while it is being connected to.
        using var patience = new CancellationTokenSource(Waiting.Patience);
        while (slow.Probe.Calls == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            Assert.AreEqual(7, (await probe.Ask(new Question { Number = 7 }).Patiently()).Number);
        }

        await left.Task.Patiently();
    }

    private static BalancerAddress AddressOf(ProbeServer server) => new("127.0.0.1", new Uri(server.Address).Port);
}
