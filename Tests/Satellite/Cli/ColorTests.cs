using CodeFirstSatellite.Cli;

namespace Tests.Satellite.Cli;

/// <summary>Colours and cursor movements are for terminals that show them.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ColorTests(TestContext context)
{
    private const string Coloured = "\e[1;31msatcli:\e[0m --x: 'a' is not a whole number";
    private const string Plain = "satcli: --x: 'a' is not a whole number";

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("xterm", "", "", Coloured, DisplayName = "terminal")]
    [DataRow("dumb", "", "", Plain, DisplayName = "dumb terminal")]
    [DataRow("", "", "", Plain, DisplayName = "unknown terminal")]
    [DataRow("xterm", "1", "", Plain, DisplayName = "NO_COLOR")]
    [DataRow("xterm", "", "--color never", Plain, DisplayName = "never")]
    [DataRow("dumb", "1", "--color always", Coloured, DisplayName = "always")]
    public async Task Error_OnATerminal_IsColouredWhereWanted(string term, string noColor, string options, string expected)
    {
        using var folder = new ScratchFolder();

        (int exitCode, string screen) = await PseudoTerminal.RunAsync(
            context,
            folder.Path,
            new Dictionary<string, string> { ["TERM"] = term, ["NO_COLOR"] = noColor },
            "cols 80",
            $"get-image --x a --y 1 {options}");

        Assert.AreEqual(ExitCode.Usage, exitCode);

        // .NET tells a terminal that it knows to send keypad keys as such.
        StringAssert.StartsWith(screen.Replace("\e[?1h\e=", "", StringComparison.Ordinal), expected, StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("", "satcli: ", DisplayName = "by itself")]
    [DataRow("--color always", "\e[1;31msatcli:\e[0m ", DisplayName = "always")]
    public async Task Error_OnAPipe_IsColouredOnlyWhenAskedFor(string options, string expected)
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(
            folder.Path,
            new Dictionary<string, string> { ["TERM"] = "xterm" },
            $"get-image --x a --y 1 {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries));

        StringAssert.StartsWith(result.Error, expected, StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("xterm", "", true, DisplayName = "terminal")]
    [DataRow("dumb", "", false, DisplayName = "dumb terminal")]
    [DataRow("xterm", "--output json", false, DisplayName = "for a program")]
    public async Task Progress_OfALongArea_IsShownWhereTheCursorMoves(string term, string options, bool isShown)
    {
        await using SatcliOnHost satcli = await SatcliOnHost.StartAsync("--send-delay", "5ms");

        (int exitCode, string screen) = await PseudoTerminal.RunAsync(
            context,
            satcli.Folder.Path,
            new Dictionary<string, string>(satcli.Environment) { ["TERM"] = term },
            "cols 80",
            $"get-area --ll 0,0 --ur 9,9 -o map.txt {options}");

        Assert.AreEqual(ExitCode.Done, exitCode, screen);
        Assert.AreEqual(isShown, screen.Contains("\e[K", StringComparison.Ordinal), screen);
        Assert.AreEqual(isShown, screen.Contains("of 100 images", StringComparison.Ordinal), screen);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Watch_MapOnADumbTerminal_IsRefused()
    {
        using var folder = new ScratchFolder();

        (int exitCode, string screen) = await PseudoTerminal.RunAsync(
            context, folder.Path, new Dictionary<string, string> { ["TERM"] = "dumb" }, "cols 80", "watch --format map");

        Assert.AreEqual(ExitCode.Usage, exitCode);
        StringAssert.StartsWith(screen, "satcli: --format map moves the cursor", StringComparison.Ordinal);
    }
}
