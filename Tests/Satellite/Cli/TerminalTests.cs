using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>What satcli does differently where a person watches, on a terminal that <c>script</c> of util-linux makes.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class TerminalTests(TestContext context)
{
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_WideTerminal_DrawsTheMap()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        string screen = await RunAsync(satcli, columns: 80, "get-area");
        Assert.AreEqual(await File.ReadAllTextAsync(Earth.File), screen);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetArea_NarrowTerminal_CutsRowsAndSaysHowToGetAll()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        string screen = await RunAsync(satcli, columns: 79, "get-area --ll 0,31");
        string[] lines = screen.Split('\n');
        Assert.AreEqual((await File.ReadAllLinesAsync(Earth.File))[0][..79], lines[0]);
        CollectionAssert.Contains(lines, "  satcli get-area -o map.txt");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task GetImage_Blank_IsDescribedBeside()
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync();
        Assert.AreEqual(" \n(0,31: 1 byte, 0x20)\n", await RunAsync(satcli, columns: 80, "get-image --x 0 --y 31"));
    }

    /// <returns>What the terminal showed, its line ends as LF.</returns>
    private async Task<string> RunAsync(SatcliOnHost satcli, int columns, string arguments)
    {
        (int exitCode, string screen) = await PseudoTerminal.RunAsync(
            context,
            satcli.Folder.Path,
            new Dictionary<string, string>(satcli.Environment) { ["TERM"] = "dumb" },
            $"cols {columns}",
            arguments);
        Assert.AreEqual(0, exitCode, screen);
        return screen;
    }
}
