using System.Diagnostics;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>satcli watch</c> where a person watches, on a terminal that <c>script</c> of util-linux makes.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class WatchOnTerminalTests(TestContext context)
{
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_TextMap_IsDrawnAndChangesInPlace()
    {
        var map = new MemoryMap(6, 3);
        await map.StoreAsync((0, 2, "a"), (5, 2, "b"), (2, 0, "c"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        using Process process = Start(host, "cols 80 rows 24", "watch");
        var screen = new Screen(process.StandardOutput.BaseStream);

        await screen.WaitForAsync(text => text == "a    b\n\n  c");
        await map.StoreAsync((5, 2, "B"), (3, 1, "%"), (0, 0, "\e"));
        await screen.WaitForAsync(text => text == "a    B\n   %\n? c");
        await map.StoreAsync((3, 1, " "));
        await screen.WaitForAsync(text => text == "a    B\n\n? c");
        await EndAsync(process);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_TerminalThatIsTooSmall_CutsAtTheRightAndAtTheBottomAndSaysSo()
    {
        var map = new MemoryMap(8, 8);
        await map.StoreAsync([.. Enumerable.Range(0, 64).Select(i => (i % 8, i / 8, $"{i / 8}"))]);
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        using Process process = Start(host, "cols 6 rows 4", "watch");
        var screen = new Screen(process.StandardOutput.BaseStream);

        await screen.WaitForAsync(text => text.EndsWith("\n777777\n666666\n555555", StringComparison.Ordinal));
        await map.StoreAsync((7, 7, "x"), (0, 0, "x"), (0, 5, "y"));
        await screen.WaitForAsync(text => text.EndsWith("\n777777\n666666\ny55555", StringComparison.Ordinal));
        Assert.Contains(
            "satcli: this terminal is too small for the whole of it; the rest is cut off. A part of it: --ll X,Y --ur X,Y",
            screen.Text);
        await EndAsync(process);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_Pictures_HasALineAChange()
    {
        var map = new MemoryMap(6, 3) { ContentType = "image/jpeg" };
        await map.StoreAsync((0, 0, "picture"), (1, 0, "other"));
        await using InProcessHost host = await InProcessHost.StartAsync(map);
        using Process process = Start(host, "cols 80 rows 24", "watch");
        var screen = new Screen(process.StandardOutput.BaseStream);

        await screen.WaitForAsync(text => text == "2 images  12 bytes  version 1001");
        await map.StoreAsync((0, 0, "".PadLeft(4_096)), (2, 1, "a"));
        await screen.WaitForAsync(text => text == "2 images  12 bytes  version 1001\n0,0  4,096 bytes\n2,1  1 byte  version 1002");
        await EndAsync(process);
    }

    private Process Start(InProcessHost host, string stty, string arguments) => PseudoTerminal.Start(
        context,
        host.Certificates.Folder,
        new Dictionary<string, string>
        {
            ["SATCLI_SERVER"] = host.Address,
            ["SATCLI_CERTS"] = host.Certificates.Folder,
            ["TERM"] = "xterm",
        },
        stty,
        arguments);

    // Ctrl-C, as a person types it.
    private static async Task EndAsync(Process process)
    {
        await process.StandardInput.BaseStream.WriteAsync(new byte[] { 3 });
        await process.StandardInput.FlushAsync();
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Assert.AreEqual(130, process.ExitCode);
    }
}
