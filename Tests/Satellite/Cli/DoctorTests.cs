using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CodeFirstSatellite.Cli;
using CodeFirstSatellite.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tests.Satellite.Harness;

namespace Tests.Satellite.Cli;

/// <summary><c>satcli doctor</c>: each thing that can be wrong is wrong once, and is found.</summary>
[TestClass]
public sealed class DoctorTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    [TestInitialize]
    public void KeepKey() => SetModeOfKey(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void Dispose() => _certificates.Dispose();

    private string KeyFile => Path.Combine(_certificates.Folder, "client-key.pem");

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Doctor_NothingWrong_ChecksAllAndExitsWithZero()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates, "--tokens", "open");

        SatcliProcess.Result result = await RunAsync(Localhost(host.Address), "--token", "open", "--map", "blue-marble");

        JsonElement[] checks = result.Expect(ExitCode.Done).Lines;
        CollectionAssert.AreEqual(
            new[]
            {
                "settings", "ca", "certificate", "key", "issuer", "name", "port", "tls", "server-certificate", "http2",
                "client-certificate", "health", "clock", "token", "maps", "latency",
            },
            checks.Select(check => check.GetProperty("check").GetString()).ToArray());
        Assert.IsTrue(checks.All(check => check.GetProperty("verdict").GetString() == "ok"), result.Output);
        Assert.AreEqual("earth-80x32, blue-marble; blue-marble is among them", Check(result, "maps").GetProperty("message").GetString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Doctor_AsText_IsALineForEachCheck()
    {
        using var folder = new ScratchFolder();

        SatcliProcess.Result result = await SatcliProcess.RunAsync(folder.Path, "doctor", "--server", "https://127.0.0.1:1");

        string[] lines = result.Expect(ExitCode.LocalFile).Output.Split('\n');
        Assert.AreEqual("ok       settings            https://127.0.0.1:1, no profile", lines[0]);
        StringAssert.StartsWith(lines[1], "failed   files               certs/ca-cert.pem, ", StringComparison.Ordinal);
        Assert.AreEqual("                               satcli certs create --out certs", lines[3]);
        StringAssert.StartsWith(lines[4], "failed   port                cannot reach https://127.0.0.1:1: ", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Settings_Wrong_AreTheFirstFinding()
    {
        SatcliProcess.Result result = await RunAsync("http://localhost:8000");

        Expect(result, "settings", ExitCode.Usage, "--server: 'http://localhost:8000' is not https");
        Assert.HasCount(1, result.Lines);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("ca-cert.pem", "ca", DisplayName = "CA")]
    [DataRow("client-cert.pem", "certificate", DisplayName = "certificate")]
    [DataRow("client-key.pem", "key", DisplayName = "key")]
    public async Task File_NotPem_IsNamed(string file, string check)
    {
        string path = Path.Combine(_certificates.Folder, file);
        await File.WriteAllTextAsync(path, "not PEM\n");

        Expect(await RunAsync("https://127.0.0.1:1"), check, ExitCode.LocalFile, path);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Key_OfAnotherCertificate_IsFound()
    {
        File.Copy(Path.Combine(_certificates.Folder, "server-key.pem"), KeyFile, overwrite: true);

        Expect(await RunAsync("https://127.0.0.1:1"), "key", ExitCode.LocalFile, KeyFile);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Key_ThatOthersCanRead_Fails()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates);
        SetModeOfKey(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        SatcliProcess.Result result = await RunAsync(host.Address);

        JsonElement check = Check(result.Expect(ExitCode.LocalFile), "key");
        Assert.AreEqual("failed", check.GetProperty("verdict").GetString());
        Assert.AreEqual($"chmod 600 {KeyFile}", check.GetProperty("details")[0].GetString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_Expired_IsFoundBeforeTheServerRefusesIt()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates);
        host.ExpectWarning("handshake rejected");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Replace(_certificates.Issue(TestCertificates.ClientUse, now.AddDays(-9), now.AddDays(-2)));

        SatcliProcess.Result result = await RunAsync(host.Address);

        Expect(result, "certificate", ExitCode.NoConnection, "client-cert.pem expired on ");
        Assert.AreEqual("failed", Check(result, "client-certificate").GetProperty("verdict").GetString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_AboutToExpire_IsAWarning()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates);
        Replace(_certificates.Issue(TestCertificates.ClientUse, to: DateTimeOffset.UtcNow.AddHours(60)));

        JsonElement check = Check((await RunAsync(host.Address)).Expect(ExitCode.Done), "certificate");

        Assert.AreEqual("warning", check.GetProperty("verdict").GetString());
        StringAssert.EndsWith(check.GetProperty("message").GetString(), ": it expires in 2 days", StringComparison.Ordinal);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_OfAServer_IsFound()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates);
        host.ExpectWarning("handshake rejected");
        Replace(_certificates.Issue(TestCertificates.ServerUse));

        Expect(await RunAsync(host.Address), "certificate", ExitCode.NoConnection, "its extended key usage lacks clientAuth");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task ClientCertificate_OfAnotherCa_IsRefusedByTheServer()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates);
        host.ExpectWarning("handshake rejected");
        using var rogue = new TestCertificates();
        Replace(rogue.Client);

        SatcliProcess.Result result = await RunAsync(host.Address);

        Assert.AreEqual("warning", Check(result, "issuer").GetProperty("verdict").GetString());
        Assert.Contains(rogue.Authorities[0].Subject, Check(result, "issuer").GetProperty("message").GetString()!);
        Expect(result, "client-certificate", ExitCode.NoConnection, "it probably refused this client certificate");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("https://no-such-host.invalid:1", "name", "there is no host 'no-such-host.invalid'")]
    [DataRow("https://127.0.0.1:1", "port", "cannot reach https://127.0.0.1:1: connection refused")]
    public async Task Server_Unreachable_IsFound(string server, string check, string message) =>
        Expect(await RunAsync(server), check, ExitCode.NoConnection, message);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_WithoutTls_IsFound()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task plain = AnswerInPlainTextAsync(listener);

        SatcliProcess.Result result = await RunAsync($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Expect(result, "tls", ExitCode.NoConnection, "did not answer with TLS");
        await plain;
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_OfAnotherCa_IsFound()
    {
        using var other = new TestCertificates();
        await using StandInServer server = await StandInServer.StartAsync<NoImages>(other);

        Expect(await RunAsync(server.Address), "server-certificate", ExitCode.NoConnection, "not signed by the CA in ");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_WithAnExpiredCertificate_IsFound()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await using StandInServer server = await StandInServer.StartAsync<NoImages>(
            _certificates,
            certificate: _certificates.Issue(TestCertificates.ServerUse, now.AddDays(-9), now.AddDays(-2)));

        Expect(await RunAsync(server.Address), "server-certificate", ExitCode.NoConnection, "the server's certificate expired on ");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_OfAnotherName_IsFound()
    {
        using var openssl = new TestCertificates(asOpensslDoes: true);
        await using StandInServer server = await StandInServer.StartAsync<NoImages>(_certificates, certificate: openssl.Issue(null));
        File.Copy(Path.Combine(openssl.Folder, "ca-cert.pem"), Path.Combine(_certificates.Folder, "ca-cert.pem"), overwrite: true);

        SatcliProcess.Result result = await RunAsync(server.Address);

        Expect(result, "server-certificate", ExitCode.NoConnection, "not for '127.0.0.1'; it is for localhost, 0.0.0.0.");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_WithoutHttp2_IsFound()
    {
        await using StandInServer server = await StandInServer.StartAsync<NoImages>(_certificates, protocols: HttpProtocols.Http1);

        SatcliProcess.Result result = await RunAsync(server.Address);

        Expect(result, "http2", ExitCode.NoConnection, "speaks TLS but not HTTP/2");
        Assert.AreEqual("ok", Check(result, "tls").GetProperty("verdict").GetString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(-9000, "failed", "this machine's clock is 2.5 h", "ahead of", DisplayName = "hours ahead")]
    [DataRow(5 * 86400, "failed", "this machine's clock is 5.0 days", "behind", DisplayName = "days behind")]
    [DataRow(40, "warning", "this machine's clock is ", "behind", DisplayName = "seconds behind")]
    public async Task Clock_OfTheServer_IsCompared(int seconds, string verdict, string message, string direction)
    {
        await using StandInServer server = await StandInServer.StartAsync<NoImages>(_certificates, app => app.Use((context, next) =>
        {
            context.Response.Headers.Date = DateTime.UtcNow.AddSeconds(seconds).ToString("r", CultureInfo.InvariantCulture);
            return next(context);
        }));

        SatcliProcess.Result result = await RunAsync(server.Address);

        JsonElement check = Check(result.Expect(verdict == "failed" ? ExitCode.NoConnection : ExitCode.Done), "clock");
        Assert.AreEqual(verdict, check.GetProperty("verdict").GetString());
        StringAssert.StartsWith(check.GetProperty("message").GetString(), message, StringComparison.Ordinal);
        Assert.Contains($" {direction} the server's, which says ", check.GetProperty("message").GetString()!);
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Server_WithoutHealthAndCatalog_IsNoFault()
    {
        await using StandInServer server = await StandInServer.StartAsync<NoImages>(_certificates);

        SatcliProcess.Result result = await RunAsync(server.Address);

        result.Expect(ExitCode.Done);
        Assert.AreEqual("skipped", Check(result, "health").GetProperty("verdict").GetString());
        Assert.AreEqual("skipped", Check(result, "maps").GetProperty("verdict").GetString());
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Token_Wrong_IsFound()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates, "--tokens", "open");

        Expect(await RunAsync(host.Address, "--token", "shut"), "token", ExitCode.CallFailed, "PERMISSION_DENIED");
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Map_ThatThereIsNot_IsFound()
    {
        await using HostProcess host = await HostProcess.StartAsync(_certificates);

        SatcliProcess.Result result = await RunAsync(host.Address, "--map", "mars");

        Expect(result, "maps", ExitCode.CallFailed, "there is no map 'mars'; there are earth-80x32, blue-marble");
    }

    private static string Localhost(string address) => address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static JsonElement Check(SatcliProcess.Result result, string name) =>
        Assert.ContainsSingle(result.Lines.Where(check => check.GetProperty("check").GetString() == name));

    /// <summary>Expects a check to be the first that failed.</summary>
    private static void Expect(SatcliProcess.Result result, string name, int exitCode, string message)
    {
        JsonElement check = result.Expect(exitCode).Lines.First(check => check.GetProperty("verdict").GetString() == "failed");
        Assert.AreEqual(name, check.GetProperty("check").GetString(), result.Output);
        Assert.AreEqual(exitCode, check.GetProperty("exitCode").GetInt32());
        Assert.Contains(message, check.GetProperty("message").GetString()!);
    }

    private static async Task AnswerInPlainTextAsync(TcpListener listener)
    {
        using var timeout = new CancellationTokenSource(Waiting.Patience);

        // The first connection only asks whether something listens.
        using TcpClient first = await listener.AcceptTcpClientAsync(timeout.Token);
        using TcpClient second = await listener.AcceptTcpClientAsync(timeout.Token);
        await second.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), timeout.Token);
    }

    private void SetModeOfKey(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyFile, mode);
        }
    }

    private void Replace(X509Certificate2 client)
    {
        _certificates.Write("client", client);
        KeepKey();
    }

    private Task<SatcliProcess.Result> RunAsync(string server, params string[] options) => SatcliProcess.RunAsync(
        _certificates.Folder,
        ["doctor", "--certs", _certificates.Folder, "--server", server, "--format", "json", .. options]);

    /// <summary>A server of the contract that has nothing.</summary>
    private sealed class NoImages : ISatellite
    {
        public Task<Image> GetImage(Location location, CallContext context = default) => Task.FromResult(new Image());

        public IAsyncEnumerable<Image> GetImages(Area area, CallContext context = default) => AsyncEnumerable.Empty<Image>();
    }
}
