using System.Diagnostics;
using CodeFirstSatellite.Cli;

namespace Tests.Satellite.Cli;

/// <summary><c>satcli man</c>.</summary>
[TestClass]
public sealed class ManPageTests(TestContext context)
{
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Page_Checked_HasNoFaults()
    {
        Requirement.Check(context, "mandoc", Requirement.Program("mandoc", "mandoc"));

        (int exitCode, string faults) = await MandocAsync(await PageAsync(), "-Tlint", "-Wwarning");

        Assert.AreEqual("", faults);
        Assert.AreEqual(0, exitCode);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Page_Shown_HasCommandsOptionsVariablesAndExitCodes()
    {
        Requirement.Check(context, "mandoc", Requirement.Program("mandoc", "mandoc"));

        (_, string text) = await MandocAsync(await PageAsync(), "-Tascii", "-Owidth=200");

        // Overstruck for bold and underlined.
        string shown = string.Concat(text.Select((c, i) => c == '\b' || text.ElementAtOrDefault(i + 1) == '\b' ? "" : $"{c}"));
        foreach (string expected in new[]
        {
            "satcli - gets satellite imagery", "get-area", "certs create", "--bbox W,S,E,N", "SATCLI_TOKEN_FILE", "The same as --server.",
            "NO_COLOR", "satcli get-area > map.txt", "interrupted, by Ctrl-C, SIGTERM or a lost terminal",
        })
        {
            Assert.Contains(expected, shown);
        }

        Assert.DoesNotContain("complete N", shown);
    }

    private static async Task<string> PageAsync()
    {
        using var folder = new ScratchFolder();
        return (await SatcliProcess.RunAsync(folder.Path, "man")).Expect(ExitCode.Done).Output;
    }

    private static async Task<(int ExitCode, string Output)> MandocAsync(string page, params string[] options)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        using Process mandoc = Process.Start(
            new ProcessStartInfo("mandoc", options) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task<string> output = mandoc.StandardOutput.ReadToEndAsync(timeout.Token);
        await mandoc.StandardInput.WriteAsync(page.AsMemory(), timeout.Token);
        mandoc.StandardInput.Close();
        string text = await output;
        await mandoc.WaitForExitAsync(timeout.Token);
        return (mandoc.ExitCode, text);
    }
}
