using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>satcli ended by a signal.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class InterruptionTests
{
    private const int Interrupted = 130;

    private static SatcliOnHost _satcli = null!;

    public TestContext TestContext { get; set; } = null!;

    // Each with a Host that is far from done when the signal comes.
    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => _satcli = await SatcliOnHost.StartAsync("--send-delay", "1s");

    [ClassCleanup]
    public static async Task StopAsync() => await _satcli.DisposeAsync();

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("a.txt", new[] { Posix.SigHup })]
    [DataRow("a.mbtiles", new[] { Posix.SigHup })]
    [DataRow("a.tif", new[] { Posix.SigHup })]
    [DataRow("a/", new[] { Posix.SigHup })]
    [DataRow("a.txt", new[] { Posix.SigHup, Posix.SigHup }, DisplayName = "of the terminal and of its shell")]
    [DataRow("a.txt", new[] { Posix.SigTerm })]
    public async Task GetArea_Signalled_LeavesNoFiles(string output, int[] signals)
    {
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = await BeginAsync(folder, $"exec \"$@\" get-area --map blue-marble -o {output}");

        Array.ForEach(signals, signal => Posix.Kill(satcli.Id, signal));

        (await satcli.EndAsync()).Expect(Interrupted);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_HangupUnderNohup_GoesOn()
    {
        using var folder = new ScratchFolder();
        using SatcliProcess satcli = await BeginAsync(folder, "exec nohup \"$@\" get-area -o a.txt --ur 2,0");

        Posix.Kill(satcli.Id, Posix.SigHup);

        (await satcli.EndAsync()).Expect(0);
        Assert.AreEqual(4, new FileInfo(folder["a.txt"]).Length);
    }

    // Starts it, and waits until it has a file.
    private async Task<SatcliProcess> BeginAsync(ScratchFolder folder, string script)
    {
        var begun = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(folder.Path);
        watcher.Created += (_, _) => begun.TrySetResult();
        watcher.EnableRaisingEvents = true;
        SatcliProcess satcli = SatcliProcess.StartScript(folder.Path, _satcli.Environment, script);
        await begun.Task.WaitAsync(Waiting.Patience, TestContext.CancellationToken);
        return satcli;
    }
}
