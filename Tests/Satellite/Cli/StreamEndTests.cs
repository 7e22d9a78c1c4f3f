using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>What satcli does when a call ends before its last image.</summary>
[TestClass]
public sealed class StreamEndTests
{
    private const int CallFailed = 1;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ServerWantsAToken_NeedsIt()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--tokens", "geheim");
        (await satcli.RunAsync("get-area")).Expect(CallFailed).ExpectError("satcli: PERMISSION_DENIED");
        (await satcli.RunAsync("get-area --token geheim --ur 1,1")).Expect(0);
        using SatcliProcess byVariable = SatcliProcess.Start(
            satcli.Folder.Path,
            new Dictionary<string, string>(satcli.Environment) { ["SATCLI_TOKEN"] = "geheim" },
            "get-image",
            "--x", "0",
            "--y", "0");
        (await byVariable.EndAsync()).Expect(0);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_SlowerThanItsDeadline_ExitsWithOneAfterWhatHadCome()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "1m");

        // Long enough to connect on a busy machine, and much less than the minute after which the second image would come.
        SatcliProcess.Result result = await satcli.RunAsync("get-area --ur 79,31 --deadline 6s");
        result.Expect(CallFailed).ExpectError("satcli: DEADLINE_EXCEEDED");
        Assert.AreEqual((await File.ReadAllTextAsync(Earth.File, TestContext.CancellationToken))[..1], result.Output);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_HostLostOnTheWay_ExitsWithOneAndUnavailable()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area --retry-for 0");
        await ReadAsync(running, 3);
        satcli.Host.Signal(Posix.SigKill);
        (await running.EndAsync()).Expect(CallFailed).ExpectError("satcli: UNAVAILABLE");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(Posix.SigInt, DisplayName = "SIGINT")]
    [DataRow(Posix.SigTerm, DisplayName = "SIGTERM")]
    public async Task GetArea_Interrupted_EndsTheCallOnTheServerToo(int signal)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area");

        // That these come at all, long before the last of 2,560 images is sent, is the stream being written as it arrives.
        await ReadAsync(running, 3);
        Posix.Kill(running.Id, signal);

        const int interrupted = 130;
        SatcliProcess.Result result = await running.EndAsync();
        result.Expect(interrupted);
        Assert.AreEqual("", result.Error);
        await satcli.Host.WaitForLogAsync("status=CANCELLED");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_ReaderGoesAway_EndsQuietlyAndTheCallToo()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "20ms");
        using SatcliProcess running = satcli.Start("get-area");
        await ReadAsync(running, 3);
        running.Output.Close();

        SatcliProcess.Result result = await running.EndAsync(readOutput: false);
        result.Expect(0);
        Assert.AreEqual("", result.Error);
        await satcli.Host.WaitForLogAsync("status=CANCELLED");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_InterruptedIntoAFile_LeavesNothing()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "50ms");
        using SatcliProcess running = satcli.Start("get-area -o map.txt");
        await satcli.Host.WaitForLogAsync("method=/satellite.catalog.v1.Catalog/GetMap");
        Posix.Kill(running.Id, Posix.SigInt);
        (await running.EndAsync()).Expect(130);
        Assert.HasCount(0, Directory.GetFileSystemEntries(satcli.Folder.Path));
    }

    private static async Task ReadAsync(SatcliProcess satcli, int bytes)
    {
        byte[] buffer = new byte[bytes];
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        await satcli.Output.ReadExactlyAsync(buffer, timeout.Token);
    }
}
