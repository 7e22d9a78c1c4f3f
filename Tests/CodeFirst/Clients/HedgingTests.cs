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
        GrpcChannelOptions options = ServiceConfigs.Hedging([AddressOf(slow), AddressOf(quick)]);
        options.Credentials = ChannelCredentials.Insecure;
        using GrpcChannel channel = Contracts.Connect("static:///probe", options);
        IProbe probe = Contracts.Create<IProbe>(channel);

        // Both must be connected to, or the slow one gets the second attempt too.
        using var patience = new CancellationTokenSource(Waiting.Patience);
        await AskUntilAsync(() => slow.Probe.Calls > 0 && quick.Probe.Calls > 0);

        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Probe.OnAsk = async (_, call) =>
        {
            using CancellationTokenRegistration leaving = call.CancellationToken.Register(() => left.TrySetResult());
            await Questions.Forever(call.CancellationToken);
            return new Answer();
        };
        await AskUntilAsync(() => left.Task.IsCompleted);

        async Task AskUntilAsync(Func<bool> isReached)
        {
            while (!isReached())
            {
                patience.Token.ThrowIfCancellationRequested();
                Assert.AreEqual(7, (await probe.Ask(new Question { Number = 7 }).Patiently()).Number);
            }
        }
    }

    private static BalancerAddress AddressOf(ProbeServer server) => new("127.0.0.1", new Uri(server.Address).Port);
}
