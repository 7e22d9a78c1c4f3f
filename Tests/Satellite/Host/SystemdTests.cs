using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Tests.Satellite.Cli;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Host;

/// <summary>The Host as a service of systemd.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SystemdTests
{
    // What systemd calls an exposure of 2.0.
    private const string Threshold = "--threshold=20";

    public TestContext TestContext { get; set; } = null!;

    private static string Unit { get; } = Path.Combine(AppContext.BaseDirectory, "deploy", "satellite-host.service");

    [TestMethod]
    [DataRow(false, DisplayName = "a socket in the file system")]
    [DataRow(true, DisplayName = "a socket in the abstract namespace")]
    public async Task ServiceManager_ThatListens_HearsReadyAliveReloadAndStop(bool isAbstract)
    {
        using var folder = new ScratchFolder();
        string path = folder[$"notify-{Guid.NewGuid():N}"];
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + path : path));
        await using RunningHost host = await RunningHost.StartAsync(
            new TestCertificates(),
            new Dictionary<string, string>
            {
                ["NOTIFY_SOCKET"] = isAbstract ? "@" + path : path,
                ["WATCHDOG_USEC"] = "200000",
            });

        Assert.AreEqual($"READY=1\nSTATUS=listening on {host.Process.Address}", await ReceiveAsync(manager));
        Assert.AreEqual("WATCHDOG=1", await ReceiveAsync(manager));
        Assert.AreEqual("WATCHDOG=1", await ReceiveAsync(manager));

        host.Process.Signal(Posix.SigHup);

        Assert.MatchesRegex(@"^RELOADING=1\nMONOTONIC_USEC=\d+$", await ReceiveNewsAsync(manager));
        Assert.AreEqual("READY=1", await ReceiveNewsAsync(manager));
        await host.Process.WaitForLogAsync("read again: ");

        host.Process.Signal(Posix.SigTerm);

        string message = await ReceiveNewsAsync(manager);
        Assert.AreEqual("STOPPING=1\nEXTEND_TIMEOUT_USEC=24000000\nSTATUS=stopping: calls in flight have 20 s", message);
        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    [TestMethod]
    public async Task ServiceManager_ThatIsGone_HoldsNothingUp()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            new TestCertificates(), new Dictionary<string, string> { ["NOTIFY_SOCKET"] = "/nowhere/notify" });

        host.Process.Signal(Posix.SigTerm);

        Assert.AreEqual(0, await host.Process.WaitForExitAsync());
    }

    [TestMethod]
    public async Task Unit_AsItShips_IsTakenBySystemdAndExposesLittle()
    {
        RequireSystemd();
        using var folder = new ScratchFolder();
        string unit = Copy(folder, line => line);

        Assert.AreEqual((0, ""), await AnalyzeAsync("verify", unit));
        (int code, string errors) = await AnalyzeAsync("security", "--offline=true", Threshold, unit);
        Assert.AreEqual(0, code, errors);
    }

    [TestMethod]
    public async Task Unit_WithAMisspeltKey_IsNotTakenBySystemd()
    {
        RequireSystemd();
        using var folder = new ScratchFolder();

        (_, string errors) = await AnalyzeAsync("verify", Copy(folder, line => line.Replace("DynamicUser", "DynamicUsr")));

        StringAssert.Contains(errors, "DynamicUsr", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Unit_WithoutItsRestrictions_ExposesMore()
    {
        RequireSystemd();
        using var folder = new ScratchFolder();
        string unit = Copy(folder, line => line.StartsWith("SystemCallFilter", StringComparison.Ordinal) ? "" : line);

        (int code, _) = await AnalyzeAsync("security", "--offline=true", Threshold, unit);

        Assert.AreNotEqual(0, code);
    }

    [TestMethod]
    public void Unit_ItsCommand_HasSettingsThatTheHostKnows()
    {
        string command = File.ReadLines(Unit).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));

        string[] args = command.Split(' ')[1..];

        CollectionAssert.AreEqual(new[] { "--certs", "%d" }, args);
        Assert.AreEqual("%d", HostSettings.Read(args).CertificateFolder);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        byte[] message = new byte[1024];
        int length = await socket.ReceiveAsync(message).WaitAsync(Waiting.Patience);
        return Encoding.UTF8.GetString(message, 0, length);
    }

    // What is no sign of life alone.
    private static async Task<string> ReceiveNewsAsync(Socket socket)
    {
        string message = await ReceiveAsync(socket);
        while (message == "WATCHDOG=1")
        {
            message = await ReceiveAsync(socket);
        }

        return message;
    }

    // systemd looks for the program, so the copy names one that is there.
    private static string Copy(ScratchFolder folder, Func<string, string> change)
    {
        string copy = folder["satellite-host.service"];
        string program = Environment.ProcessPath!;
        File.WriteAllLines(
            copy,
            File.ReadLines(Unit).Select(line => change(line.Replace("/opt/codefirst-satellite/CodeFirstSatellite.Host", program))));
        return copy;
    }

    private static async Task<(int Code, string Errors)> AnalyzeAsync(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("systemd-analyze", args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync().WaitAsync(Waiting.Patience);
        return (process.ExitCode, errors);
    }

    private void RequireSystemd() =>
        Requirement.Check(TestContext, "systemd-analyze", Requirement.Program("systemd-analyze", "systemd"));
}
