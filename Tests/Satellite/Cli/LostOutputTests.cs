using System.Diagnostics;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary>Programs whose stdout or stderr takes nothing: closed from the start, or on a full disk.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class LostOutputTests
{
    private const int LocalFile = 4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("--version")]
    [DataRow("help")]
    [DataRow("man")]
    [DataRow("completion bash")]
    [DataRow("export-proto")]
    [DataRow("doctor")]
    [DataRow("certs create --out new")]
    public async Task Stdout_ThatTakesNothing_IsALocalFailure(string arguments)
    {
        foreach (string redirection in (string[])[">&-", ">/dev/full"])
        {
            using var folder = new ScratchFolder();
            (int exitCode, string output) = await RunAsync(folder, $"{arguments} 2>&1 {redirection}");

            Assert.AreEqual(LocalFile, exitCode, output);
            StringAssert.StartsWith(output, "satcli: stdout: cannot write: ", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("2>&-")]
    [DataRow("2>/dev/full")]
    public async Task Stderr_ThatTakesNothing_ChangesNoExitCode(string redirection)
    {
        using var folder = new ScratchFolder();

        Assert.AreEqual(0, (await RunAsync(folder, $"export-proto {redirection}")).ExitCode);
        Assert.AreEqual(LocalFile, (await RunAsync(folder, $"get-image --x 1 --y 1 {redirection}")).ExitCode);
        Assert.AreEqual(2, (await RunAsync(folder, $"get-image --nonsense {redirection}")).ExitCode);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("2>&-")]
    [DataRow("2>/dev/full")]
    public async Task Host_WithoutAStderr_Serves(string redirection)
    {
        using var certificates = new TestCertificates();
        await using HostProcess host = HostProcess.Run(
            ["sh", "-c", $"exec {Quoted(Programs.Host)} \"$@\" {redirection}", "sh"],
            ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder]);
        await host.WaitUntilItListensAsync();
        using var client = new HostClient(host.Address, certificates, certificates.Client);

        for (int call = 0; call < 3; call++)
        {
            await client.Catalog.GetMap(TestContext.CancellationToken);
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Host_StderrThatNobodyReads_ServesAndStops()
    {
        // A pipe takes 64 KiB, and these calls log several times as much.
        const int Calls = 1_000;
        using var certificates = new TestCertificates();
        string pipe = Path.Combine(certificates.Folder, "log");
        Posix.Run("mkfifo", pipe);
        await using HostProcess host = HostProcess.Run(
            ["sh", "-c", $"exec {Quoted(Programs.Host)} \"$@\" 2<>'{pipe}'", "sh"],
            ["--urls", "https://127.0.0.1:0", "--certs", certificates.Folder]);
        await host.WaitUntilItListensAsync();
        using var client = new HostClient(host.Address, certificates, certificates.Client);

        for (int call = 0; call < Calls; call++)
        {
            await client.Catalog.GetMap(TestContext.CancellationToken);
        }

        host.Signal(Posix.SigTerm);
        Assert.AreEqual(0, await host.WaitForExitAsync());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(">&-")]
    [DataRow(">/dev/full")]
    public async Task Host_StdoutThatTakesNothing_RefusesToStart(string redirection)
    {
        using var folder = new ScratchFolder();
        using var certificates = new TestCertificates();

        foreach (string arguments in (string[])["--help", $"--urls https://127.0.0.1:0 --certs {certificates.Folder}"])
        {
            (int exitCode, string output) = await RunAsync(folder, $"{arguments} 2>&1 {redirection}", Programs.Host);

            Assert.AreEqual(1, exitCode, output);
            Assert.Contains("host: writing to stdout: ", output);
        }
    }

    private static Task<(int ExitCode, string Output)> RunAsync(ScratchFolder folder, string arguments) =>
        RunAsync(folder, arguments, Programs.Satcli);

    private static async Task<(int ExitCode, string Output)> RunAsync(
        ScratchFolder folder, string arguments, IReadOnlyList<string> program)
    {
        var start = new ProcessStartInfo("sh", ["-c", $"exec {Quoted(program)} {arguments}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        SatcliProcess.Prepare(start.Environment, folder.Path);
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static string Quoted(IReadOnlyList<string> program) => string.Join(' ', program.Select(part => $"'{part}'"));
}
