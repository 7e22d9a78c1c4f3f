using System.Diagnostics;

namespace Tests.Satellite.Cli;

/// <summary>The openssl program, where there is one.</summary>
internal static class Openssl
{
    /// <summary>Ends the test as skipped, or as failed where nothing may be missing, when there is none.</summary>
    public static void Require(TestContext context) => Requirement.Check(context, "openssl", Requirement.Program("openssl", "openssl"));

    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using Process process = Process.Start(
            new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Assert.AreEqual(0, process.ExitCode, await error);
        return await output;
    }
}
