using System.ComponentModel;
using System.Diagnostics;

namespace Tests.Satellite.Cli;

/// <summary>The openssl program, where there is one.</summary>
internal static class Openssl
{
    /// <summary>Skips the test where there is none.</summary>
    public static async Task RequireAsync()
    {
        try
        {
            await RunAsync("version");
        }
        catch (Win32Exception)
        {
            Assert.Inconclusive("There is no openssl command here.");
        }
    }

    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using Process process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Assert.AreEqual(0, process.ExitCode, await error);
        return await output;
    }
}
