using System.Diagnostics;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>A peer whose process stands still: its kernel still acknowledges what comes, so that only unanswered pings tell.</summary>
[TestClass]
public sealed class GonePeerTests
{
    /// <summary>Within this a peer that is gone is noticed, on either side: a ping after 20 s that is not answered for 10 s.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(40);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_HostStandsStill_EndsWithUnavailableInTime()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area --retry-for 0");
        await ReadOneAsync(running);

        satcli.Host.Signal(Posix.SigStop);
        long stopped = Stopwatch.GetTimestamp();
        SatcliProcess.Result result = await running.EndAsync();
        TimeSpan took = Stopwatch.GetElapsedTime(stopped);
        satcli.Host.Signal(Posix.SigCont);

        result.Expect(1).ExpectError("satcli: UNAVAILABLE");
        Assert.IsLessThan(Promised, took);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ClientStandsStill_EndsTheCallOnTheHostInTime()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area");
        await ReadOneAsync(running);

        Posix.Kill(running.Id, Posix.SigStop);
        long stopped = Stopwatch.GetTimestamp();
        string line = await satcli.Host.WaitForLogAsync("method=/satellite.Satellite/GetImages");
        TimeSpan took = Stopwatch.GetElapsedTime(stopped);
        Posix.Kill(running.Id, Posix.SigCont);

        Assert.Contains("status=CANCELLED", line);
        Assert.IsLessThan(Promised, took);
    }

    private static async Task ReadOneAsync(SatcliProcess satcli)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        await satcli.Output.ReadExactlyAsync(new byte[1], timeout.Token);
    }
}
