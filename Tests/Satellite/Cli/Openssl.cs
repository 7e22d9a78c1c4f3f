using System.Diagnostics;

namespace Tests.Satellite.Cli;

/// <summary>The openssl program, where there is one.</summary>
internal static class Openssl
{
    /// <summary>Ends the test as skipped, or as failed where nothing may be missing, when there is none.</summary>
    public static void Require(TestContext context) => Requirement.Check(context, "openssl", Requirement.Program("openssl", "openssl"));

    /// <summary>
    /// Connects to a Host with NAME-cert.pem and NAME-key.pem of a folder, and closes. Takes certificates that .NET's clients do not send.
    /// </summary>
    public static async Task ConnectAsync(string address, string folder, string name)
    {
        using Process process = Process.Start(new ProcessStartInfo(
            "openssl",
            [
                "s_client", "-connect", new Uri(address).Authority, "-alpn", "h2", "-cipher", "DEFAULT@SECLEVEL=0",
                "-cert", Path.Combine(folder, $"{name}-cert.pem"), "-key", Path.Combine(folder, $"{name}-key.pem"),
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        await process.WaitForExitAsync().Patiently();
        await output;
        await error;
    }

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
