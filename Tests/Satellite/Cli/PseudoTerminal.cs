using System.Diagnostics;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>satcli on a terminal that <c>script</c> of util-linux makes.</summary>
internal static class PseudoTerminal
{
    /// <summary>Starts it. Its stdin is what a person types, its stdout all that the terminal is sent.</summary>
    /// <param name="context">The test, which is skipped where there is no <c>script</c>.</param>
    /// <param name="folder">Where satcli runs.</param>
    /// <param name="environment">Variables for satcli.</param>
    /// <param name="stty">What <c>stty</c> sets, such as the terminal's size.</param>
    /// <param name="arguments">Arguments of satcli, as a shell reads them.</param>
    public static Process Start(
        TestContext context, string folder, IReadOnlyDictionary<string, string> environment, string stty, string arguments)
    {
        Requirement.Check(context, "script", Requirement.Program("script", "bsdutils"));
        string program = string.Join(' ', Programs.Satcli.Select(part => $"'{part}'"));
        var start = new ProcessStartInfo("script", ["-qec", $"stty {stty}; exec {program} {arguments}", "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        SatcliProcess.Prepare(start.Environment, folder, environment);
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and what the terminal was sent, its line ends as LF.</returns>
    public static async Task<(int ExitCode, string Screen)> RunAsync(
        TestContext context, string folder, IReadOnlyDictionary<string, string> environment, string stty, string arguments)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);
        using Process process = Start(context, folder, environment, stty, arguments);
        string screen = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, screen.Replace("\r\n", "\n", StringComparison.Ordinal));
    }
}
